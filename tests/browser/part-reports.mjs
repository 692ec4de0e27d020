// One form, entered nowhere twice: the office uploads its own Excel form, says what two cells hold, looks at the figures
// and the records behind one, reports, and has the file with the figures where they belong.
import { execFileSync } from 'node:child_process'
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const title = '隔离情况日报 试报'
const keepsOwn = '填报单位'
const byHand = '审核人'
const recipient = '区疫情防控指挥部'
// Where the seed's form has them (tools/seed_district/reports.cpp).
const places = {
  persons_total: 'B4',
  isolation_active: 'B5',
  isolation_home: 'B6',
  isolation_central: 'B7',
  isolation_new_today: 'B8',
  released_today: 'B9',
  transferred_today: 'B10',
  fever_today: 'B11',
  reports_missing: 'B12',
  alerts_open: 'B13',
}
const communitiesFirst = 3
const rowsOfPage = 50

const cellsOf = (file) => JSON.parse(execFileSync('python3', ['tests/browser/cells.py', file]))

const tries = 5 // A list that is still closing takes the next one with it.
async function choose(one, name, option) {
  const box = one.page.getByRole('combobox', { name, exact: true })
  const options = one.page.locator('.el-select-dropdown__item').filter({ visible: true })
  for (let turn = 1; ; turn++) {
    if ((await box.getAttribute('aria-expanded')) !== 'true') {
      await one.page.locator('.el-select').filter({ has: box }).click()
    }
    try {
      await options.filter({ hasText: option }).first().click({ timeout: 4000 })
      return
    } catch (fault) {
      if (turn === tries) throw fault
    }
  }
}

/** The figures on the screen, by key. */
async function figuresOf(one) {
  const pairs = await one.page
    .locator('tr[data-figure]')
    .evaluateAll((rows) =>
      rows.map((row) => [row.dataset.figure, row.querySelector('td.value').innerText]),
    )
  return Object.fromEntries(pairs.map(([key, text]) => [key, Number(text.replace(/\D/g, ''))]))
}

async function uploadAndMap(play, post) {
  const { page } = post
  await step('the form is uploaded as it came; names the program knows are set', play, async () => {
    await post.go('/reports/forms')
    await post.sees('隔离情况日报')
    if (play.looks) await look(post, 'report forms')
    await post.button('上传模板').first().click()
    await page
      .locator('.el-dialog input[type=file]')
      .setInputFiles(`${play.data}/sheets/报表/隔离情况日报.xlsx`)
    await post.dialog.getByLabel('报表名称').fill(title)
    await post.dialog.getByRole('button', { name: '上传模板' }).click()
    await post.sees('还有 2 个名称没有设置')
    const known = page.locator('tr[data-cell="在隔离人数"], tr[data-cell="isolation_active"]')
    check('a known name has its figure', /在隔离人数/.test(await known.first().innerText()))
  })
  await step('a fixed text and a cell for a hand are chosen', play, async () => {
    await choose(post, `填什么 ${keepsOwn}`, '固定文字')
    await page.getByLabel(`固定文字 ${keepsOwn}`).fill('龙子湖街道办事处')
    await choose(post, `填什么 ${byHand}`, '上报时手工填写')
    if (play.looks) await look(post, 'report form')
    await post.button('保存').click()
    await post.sees('可以上报')
  })
}

async function traceFigure(play, post, figures) {
  const { page } = post
  await step(
    'a figure opens the records behind it, as many as it says, names masked',
    play,
    async () => {
      await page.getByRole('button', { name: '查看明细 在隔离人数', exact: true }).click()
      await page.locator('tr[data-trace]').first().waitFor()
      if (play.looks) await look(post, 'report trace', { english: false })
      const rows = page.locator('tr[data-trace]')
      same('records', await rows.count(), Math.min(figures.isolation_active, rowsOfPage))
      const first = await rows.first().innerText()
      check('an order and a masked name', /GL\d{4}-\d{6}/.test(first) && first.includes('*'), first)
      const link = await rows.first().getByRole('link').getAttribute('href')
      check('it leads to the order', /\/orders\/[0-9a-f-]{36}$/.test(link), link)
      await page.keyboard.press('Escape')
      await post.dialog.waitFor({ state: 'hidden' })
    },
  )
}

function checkFile(file, figures, communities) {
  const book = cellsOf(file)
  const daily = book['日报']
  for (const [key, at] of Object.entries(places)) {
    same(`${key} stands in ${at}`, Number(daily[at]), figures[key])
  }
  same('the sum is a formula still', daily.B14, '=B8-B9')
  check('merged cells are merged still', daily.merged.includes('A1:D1'), daily.merged.join(' '))
  same('to whom', daily.D2, recipient)
  same('the fixed text', daily.B15, '龙子湖街道办事处')
  same('by hand', daily.D16, '赵志强')
  same('sums are computed when it is opened', book[''].computed_when_opened, '1')
  const rows = book['分社区']
  let sum = 0
  let row = communitiesFirst
  for (; rows[`A${row}`] && rows[`A${row}`] !== '合计'; row += 1) sum += Number(rows[`B${row}`])
  same('a row for each community', row - communitiesFirst, communities)
  same('the communities add up', sum, figures.isolation_active)
}

export async function reportUpward(play) {
  const post = await play.person('command')
  const { page } = post
  await step('what was reported to whom stands in the history', play, async () => {
    await post.go('/reports')
    await post.sees('BS')
    if (play.looks) await look(post, 'reports')
  })
  await uploadAndMap(play, post)
  const figures = await step('the form is filled from the records', play, async () => {
    await post.go('/reports/new')
    await choose(post, '报表模板', title)
    await page.locator('tr[data-figure]').first().waitFor()
    if (play.looks) await look(post, 'new report')
    return figuresOf(post)
  })
  check('people are counted', figures.persons_total > 1000, figures.persons_total)
  same(
    'those at home and in central places are all',
    figures.isolation_home + figures.isolation_central,
    figures.isolation_active,
  )
  await traceFigure(play, post, figures)
  await step(
    'nothing is sent before what is needed is written; then it is reported',
    play,
    async () => {
      await post.button('上报').click()
      await post.sees('请先改正 2 处')
      await page.getByLabel('报送单位').fill(recipient)
      await page.getByLabel(`手工填写：${byHand}`).fill('赵志强')
      await page.getByLabel(`手工填写：${byHand}`).press('Enter')
      await post.done('已上报')
      await post.sees('与现在的记录一致')
      if (play.looks) await look(post, 'report')
    },
  )
  const shown = await figuresOf(post)
  same('what was reported is what was looked at', JSON.stringify(shown), JSON.stringify(figures))
  const file = await step('the file is taken, twice the same', play, async () => {
    const taken = []
    for (const n of [1, 2]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        post.button('下载 Excel').click(),
      ])
      taken.push(`${play.files}/report-${n}.xlsx`)
      await download.saveAs(taken.at(-1))
    }
    execFileSync('cmp', taken)
    return taken[0]
  })
  const known = await post.get('/api/registry/areas?parent=410105014')
  checkFile(file, figures, known.items.length)
  await correctIt(play, post)
}

async function correctIt(play, post) {
  const { page } = post
  const wrong = await page.locator('h1 small').innerText()
  await step('the same day is not reported a second time by accident', play, async () => {
    await post.go('/reports/new')
    await choose(post, '报表模板', title)
    await post.sees(`这一天已经报过（${wrong}）`)
    check('it cannot be sent', await post.button('上报').isDisabled())
  })
  const right = await step(
    'it is corrected: a new report that names the one it replaces',
    play,
    async () => {
      await page.getByRole('link', { name: wrong }).first().click()
      await post.button('更正').click()
      await post.sees(`这是对 ${wrong} 的更正`)
      same('the recipient stays', await page.getByLabel('报送单位').inputValue(), recipient)
      await page.getByLabel(`手工填写：${byHand}`).fill('钱国庆')
      await page.getByLabel('说明').fill('审核人写错')
      if (play.looks) await look(post, 'report correction')
      await post.button('上报').click()
      await post.done('已上报')
      await post.sees('更正件')
      await post.sees(`取代 ${wrong}`)
      await post.sees('审核人写错')
      return page.locator('h1 small').innerText()
    },
  )
  await step('the wrong one stays on record, marked', play, async () => {
    check('a number of its own', right !== wrong, right)
    await page.getByRole('link', { name: `取代 ${wrong}` }).click()
    await post.sees(`被取代 ${right}`)
    await post.sees('已更正')
    same('it is corrected once', await post.button('更正').count(), 0)
    await post.go('/reports')
    check('the history has both', /已更正/.test(await post.row(wrong).innerText()))
    check('and which of them stands', /更正件/.test(await post.row(right).innerText()))
  })
}

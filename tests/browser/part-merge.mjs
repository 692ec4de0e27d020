// Two people of the register stand in a sheet a second time, without their numbers: found, merged by keyboard alone,
// taken back, merged again; the rest all at once, and undone.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const community = '姚桥社区'

/** Grown-ups of the community who live at a whole address, by the names of its places. */
async function twoToRepeat(admin) {
  const found = []
  let after = ''
  do {
    const page = await admin.get(`/api/registry/people?limit=100&after=${after}`)
    for (const person of page.items) {
      const places = person.address_text.split(' ')
      const fits =
        places.length === 6 && places[0] === community && person.birth_date && !person.open_order
      const alone = page.items.filter((one) => one.name === person.name).length === 1
      if (fits && alone && person.age >= 30 && person.identity_masked) {
        found.push({ ...person, places })
      }
    }
    after = page.next
  } while (after && found.length < 2)
  return found.slice(0, 2)
}

async function bringAgain(admin, people) {
  const { page } = admin
  const lines = people.map((one) =>
    [one.name, one.birth_date, ...one.places.slice(1), '租客'].join(','),
  )
  const sheet = ['姓名,出生日期,网格,小区,楼栋,单元,房号,与户主关系', ...lines].join('\n')
  await admin.go('/imports')
  await page.locator('input[type=file]').setInputFiles({
    name: '再登记.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(sheet),
  })
  await admin.button('看预览').waitFor()
  await page.locator('.area .el-cascader').click()
  const menus = page.locator('.el-cascader-panel').filter({ visible: true })
  await menus
    .locator('.el-cascader-menu')
    .nth(0)
    .locator('.el-cascader-node')
    .filter({ hasText: community })
    .first()
    .locator('.el-radio, .el-checkbox')
    .first()
    .click()
  await page.keyboard.press('Escape')
  await admin.button('看预览').click()
  await page.getByRole('button', { name: /^开始导入/ }).click()
  await admin.sees('导入完成')
}

const rowOf = (admin, name) => admin.page.locator('tbody tr').filter({ hasText: name }).first()

export async function mergePeople(play) {
  const admin = await play.person('admin')
  const { page } = admin
  const people = await twoToRepeat(admin)
  const [first, second] = people
  await step('two people come a second time in a sheet', play, () => bringAgain(admin, people))
  await step('the pairs are found by themselves', play, async () => {
    await admin.go('/duplicates')
    await page.getByRole('tab', { name: /^确定/ }).click()
    for (let tries = 0; tries < 20; tries += 1) {
      if ((await page.locator('tbody tr').filter({ hasText: second.name }).count()) > 0) break
      await page.waitForTimeout(500)
      await admin.go('/duplicates')
    }
    await rowOf(admin, first.name).waitFor()
    await rowOf(admin, second.name).waitFor()
    if (play.looks) await look(admin, 'duplicates')
  })
  await step('a pair is compared and merged by keyboard alone', play, async () => {
    await rowOf(admin, first.name).focus()
    await page.keyboard.press('Enter')
    await admin.sees('合并后')
    await admin.sees('租客')
    if (play.looks) await look(admin, 'merge')
    for (let line = 0; line < 6; line += 1) await page.keyboard.press('ArrowDown')
    const relation = page.getByRole('radio', { name: /^与户主关系/ })
    const marked = async () => ((await relation.nth(1).isChecked()) ? 1 : 0)
    const before = await marked()
    await page.keyboard.press(before === 1 ? 'ArrowLeft' : 'ArrowRight')
    await page.waitForTimeout(300)
    check('an arrow key chooses the side', (await marked()) !== before)
    await page.keyboard.press('Control+Enter')
    await admin.done('已合并到')
  })
  await step('undone at once, and merged again', play, async () => {
    await page.keyboard.press('Enter') // The way back has the focus.
    await admin.done('已撤销')
    await page.locator('#merge-undo').waitFor({ state: 'detached' })
    await page.waitForTimeout(300)
    await page.keyboard.press('Control+Enter')
    await page.locator('#merge-undo').waitFor()
  })
  await step('the record merged away says where it went', play, async () => {
    const merges = await admin.get('/api/registry/merges?limit=5')
    const merge = merges.items.find((one) => one.state === 'merged')
    await admin.go(`/people/${merge.gone}`)
    await admin.sees('这条记录已并入')
    if (play.looks) await look(admin, 'merged away')
  })
  await step('all certain pairs are merged as one, with a result each', play, async () => {
    await admin.go('/duplicates')
    await page.getByRole('button', { name: /^合并全部确定的/ }).click()
    await admin.dialog.getByRole('button', { name: '合并', exact: true }).click()
    await admin.sees(/合并 [1-9]\d* 对/)
    await admin.button('逐对结果').click()
    await admin.sees('已合并')
    if (play.looks) await look(admin, 'merged all')
  })
  await step('and undone as one', play, async () => {
    await admin.button('撤销整批').click()
    await admin.sees(/撤销 [1-9]\d* 对，保留 0 对/)
  })
  const left = await admin.get('/api/registry/duplicates?level=exact')
  same(
    'the second pair is asked about again',
    left.items.some((pair) => pair.a.name === second.name),
    true,
  )
  await step('a move keeps its day and its reason', play, async () => {
    await admin.go(`/people/${second.id}`)
    await page.getByRole('tab', { name: /迁移记录/ }).click()
    await admin.sees('没有迁移过')
    if (play.looks) await look(admin, 'moves')
  })
}

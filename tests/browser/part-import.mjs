// The administrator brings in a community's own dirty sheet.
import { readFileSync } from 'node:fs'
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const community = '姚桥社区'
const file = `${community}人员登记表.xlsx`
const means = ['姓名', '证件号码', '电话', '楼栋', '单元', '房号']

export async function chooseArea(one, names) {
  await one.page.locator('.area .el-cascader').click()
  const menus = one.page.locator('.el-cascader-panel').filter({ visible: true })
  for (const [depth, name] of names.entries()) {
    const node = menus.locator('.el-cascader-menu').nth(depth).locator('.el-cascader-node')
    const wanted = name ? node.filter({ hasText: name }).first() : node.first()
    await wanted.waitFor()
    if (depth === names.length - 1) await wanted.locator('.el-radio, .el-checkbox').first().click()
    else await wanted.locator('.el-cascader-node__label').click()
  }
  await one.page.keyboard.press('Escape')
}

/** A figure of the result by its name. */
export async function figure(one, name) {
  const pair = one.page.locator('dl > div').filter({ hasText: name }).first()
  return Number((await pair.locator('dd').innerText()).replace(/\D/g, ''))
}

export async function importSheet(play) {
  const expected = JSON.parse(readFileSync(`${play.data}/sheets/expected.json`, 'utf8'))[file]
  const wrong = ['wrong_checksum', 'name_missing', 'bad_phone', 'bad_date']
  const bad = wrong.reduce((sum, kind) => sum + (expected[kind] ?? 0), 0)
  const duplicates = (expected.same_as_earlier_row ?? 0) + (expected.already_registered ?? 0)
  const admin = await play.person('admin')
  const { page } = admin

  await step('the administrator logs in with a one-time code', play, async () => {
    await page.goto(`${play.address}/desk/login`)
    await page.getByLabel('用户名', { exact: true }).waitFor()
    if (play.looks) await look(admin, 'login')
    await admin.logIn()
  })
  await step('the sheet is uploaded and its columns are recognised', play, async () => {
    await admin.go('/imports')
    if (play.looks) await look(admin, 'import')
    await page.locator('input[type=file]').setInputFiles(`${play.data}/sheets/${file}`)
    await admin.button('看预览').waitFor()
    const chosen = await page.locator('.means').allInnerTexts()
    const missing = means.filter((word) => !chosen.some((text) => text.includes(word)))
    check(
      'each needed column has found its meaning',
      missing.length === 0,
      `${missing} of ${chosen}`,
    )
    await chooseArea(admin, [community, '', ''])
    if (play.looks) await look(admin, 'mapping')
  })
  await step('the preview shows what is good and what is not', play, async () => {
    await admin.button('看预览').click()
    await admin.sees(`有误 ${bad}`)
    if (play.looks) await look(admin, 'preview')
    await page.getByRole('button', { name: /^开始导入/ }).click()
  })
  await step('the import finishes', play, () => admin.sees('导入完成'))
  same('every good row is in', await figure(admin, '可导入'), expected.none)
  same('every bad row is told', await figure(admin, '有误'), bad)
  same('known people are put aside', await figure(admin, '重复'), duplicates)
  await step('the bad rows come as a file', play, async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      admin.button('下载有误的行').click(),
    ])
    const kept = `${play.files}/${download.suggestedFilename()}`
    await download.saveAs(kept)
    check('the file is not empty', readFileSync(kept).length > 0)
  })
  if (play.looks) await look(admin, 'imported')
  if (play.looks) {
    for (const [name, path] of [
      ['people', '/people'],
      ['users', '/users'],
      ['tokens', '/tokens'],
      ['policy', '/policy'],
      ['operation', '/operation'],
    ]) {
      await admin.go(path)
      await look(admin, name)
    }
  }
}

// The words of a paper, changed by the office: a sentence with a field from the picker, the real paper beside it; a second
// person sends it back with an opinion, then approves it; from its first day on it is the text in force.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const sentence = '请保持电话畅通，我们的电话：'
const kind = '解除隔离通知单'
const opinion = '请写明办公室的电话'
const dayMs = 86_400_000

/** By keyboard: while Chromium's PDF viewer loads the next sheet, a click of the test's mouse may reach nobody. */
const act = (one, word) => one.button(word).press('Enter')

/** A word of the head: where the draft stands. */
const stands = (one, word) => one.page.locator('header.head').getByText(word).waitFor()

/** The line of this kind among the versions: [“第 1 版，… 现行”, …], newest first. */
async function versionsOf(one) {
  const table = one.page.getByRole('table').last()
  const lines = table.getByRole('row').filter({ hasText: kind }).locator('p')
  await lines.first().waitFor()
  return (await lines.allInnerTexts()).map((line) => line.replace(/\s+/g, ' ').trim())
}

async function secondPerson(play, writer, path) {
  const reviewer = await play.person('reviewer')
  await step('the author cannot approve what the author wrote', play, async () => {
    await act(writer, '送审')
    await stands(writer, '待审核')
    same('no button to approve', await writer.button('批准').count(), 0)
    const fields = writer.page.locator('fieldset').first()
    check('what is before the reviewer cannot change', await fields.evaluate((one) => one.disabled))
  })
  await step('a second person reads it beside the paper and sends it back', play, async () => {
    await reviewer.go('/documents/templates')
    await reviewer.page.getByRole('table').first().getByRole('link', { name: kind }).first().click()
    await stands(reviewer, '待审核')
    await reviewer.page.locator('iframe').waitFor()
    await reviewer.page.getByText(sentence).first().waitFor()
    check('no opinion, no sending back', await reviewer.button('退回').isDisabled())
    await reviewer.page.getByLabel('审核意见（退回时必填）').fill(opinion)
    if (play.looks) await look(reviewer, 'template review')
    await act(reviewer, '退回')
    await stands(reviewer, '已退回')
  })
  await step('the author reads the opinion, mends it and sends it again', play, async () => {
    await writer.go(path)
    await writer.sees(opinion)
    const lead = writer.page.getByRole('textbox', { name: /^\d+$/ }).first()
    await lead.click()
    await writer.page.keyboard.press('End')
    await writer.page.keyboard.type('办公室电话见页尾。')
    await writer.sees('已保存')
    await act(writer, '送审')
    await stands(writer, '待审核')
  })
  await step('the second person approves it', play, async () => {
    await reviewer.go(path)
    await act(reviewer, '批准')
    await stands(reviewer, '已批准')
  })
}

async function inForce(play, writer) {
  await step('until its first day the older text is in force', play, async () => {
    await writer.go('/documents/templates')
    const [newest, older] = await versionsOf(writer)
    check('the new version waits', newest.startsWith('第 2 版') && !/现行/.test(newest), newest)
    check('the older one is in force', older.startsWith('第 1 版') && /现行/.test(older), older)
  })
  await step('on its first day it is the text in force', play, async () => {
    await play.moveTo(play.now().getTime() + dayMs)
    await writer.go('/documents/templates')
    const [newest, older] = await versionsOf(writer)
    check('the new version is in force', /现行/.test(newest), newest)
    check('the older one is not', !/现行/.test(older), older)
    if (play.looks) await look(writer, 'template in force')
  })
}

export async function changeTemplate(play) {
  const writer = await play.person('command')
  const { page } = writer
  await step('a draft is begun from the version in force', play, async () => {
    await writer.go('/documents/templates')
    if (play.looks) await look(writer, 'templates')
    await writer.row(kind).getByRole('button', { name: '起草新版' }).click()
    await writer.sees('起草中')
    await page.locator('iframe').waitFor()
  })
  await step('a sentence is written, with a field from the picker', play, async () => {
    await page.getByRole('button', { name: '添加一条' }).first().click()
    const boxes = page.getByRole('textbox', { name: /^\d+$/ })
    const lead = boxes.nth((await page.locator('ol.list').first().locator('li').count()) - 1)
    await lead.click()
    await page.keyboard.type(sentence)
    await page.getByRole('combobox', { name: '插入栏目' }).click()
    const options = page.locator('.el-select-dropdown__item').filter({ visible: true })
    await options.filter({ hasText: /^姓名$/ }).click()
    await lead.locator('.chip').waitFor()
    await writer.sees('已保存')
    if (play.looks) await look(writer, 'template draft')
  })
  await secondPerson(play, writer, new URL(page.url()).pathname.replace(/^\/desk/, ''))
  await inForce(play, writer)
}

// The words of a paper, changed by the office: a sentence with a field from the picker, the real paper beside it. Its
// approval by a second person is tested on the routes (server/rooms/documents/drafts_test.cpp).
import { step } from './checks.mjs'
import { look } from './look.mjs'

const sentence = '请保持电话畅通，我们的电话：'

export async function changeTemplate(play) {
  const writer = await play.person('command')
  const { page } = writer
  await step('a draft is begun from the version in force', play, async () => {
    await writer.go('/documents/templates')
    if (play.looks) await look(writer, 'templates')
    await writer.row('解除隔离通知单').getByRole('button', { name: '起草新版' }).click()
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
}

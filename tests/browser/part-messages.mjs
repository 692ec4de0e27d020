// The office writes, the resident reads, the office sees that it was read: each on an open screen, none loaded anew.
import { check, step } from './checks.mjs'
import { look } from './look.mjs'

const toMany = '明早八点上门采样，请戴好口罩'
const toOne = '采样改到九点，请不要着急'

/** The login of whoever is responsible for the resident. */
async function responsible(play, order) {
  const command = await play.person('command')
  await command.go('/orders')
  const { worker } = await command.get(`/api/isolation/orders/${order}`)
  const admin = await play.person('admin')
  await admin.go('/users')
  const users = await admin.get(`/api/access/users?text=${encodeURIComponent(worker.name)}`)
  return users.items.find((one) => one.id === worker.id).login
}
const line = (one, text) => one.page.getByRole('listitem').filter({ hasText: text })

/** A phone shows it in large letters; who has it before the eyes has read it. */
async function reads(resident, text) {
  const words = resident.page.getByText(text, { exact: true })
  await words.waitFor()
  await words.scrollIntoViewIfNeeded()
}

async function writesToMany(play, worker, number) {
  const { page, dialog } = worker
  await worker.go('/orders')
  await page.getByRole('row').filter({ hasText: number }).waitFor()
  await page.getByLabel('选择本页全部').check()
  await worker.button('批量发消息').click()
  await dialog.getByRole('button', { name: '先看一遍' }).click()
  await dialog.getByText('此项必填').first().waitFor() // Nothing is sent without words.
  await dialog.locator('.el-select').click()
  await page.getByRole('option', { name: /请及时上报今天的体温/ }).click()
  const field = dialog.getByLabel('消息内容')
  check('the phrase stands in the field', /请及时上报/.test(await field.inputValue()))
  await field.fill(toMany)
  if (play.looks) await look(worker, 'message to many', { english: false })
  await dialog.getByRole('button', { name: '先看一遍' }).click()
  await dialog.getByText('1 单可以办理').waitFor()
}

export async function officeWrites(play) {
  const resident = await play.person('resident')
  await resident.go('/my')
  await resident.sees('我的权利')
  const { order } = await resident.get('/api/isolation/me')
  const worker = await play.person(await responsible(play, order.id))
  await step('the worker chooses many and looks at what would become of each', play, () =>
    writesToMany(play, worker, order.number),
  )
  await step('who has no phone page is not written to, and the worker is told to call', play, async () => {
    const { items } = await worker.get('/api/isolation/orders?state=active&limit=2')
    const others = await worker.dialog.getByText('没有手机页面，看不到消息：请打电话。').count()
    check('each of the others says so', items.length < 2 || others > 0, `${others}`)
  })
  await step('the message is sent, and stands on the open phone', play, async () => {
    await worker.button('发给 1 人').click()
    await worker.dialog.getByText('1 单已办').waitFor()
    await worker.dialog.getByRole('button', { name: '关闭', exact: true }).last().click()
    await reads(resident, toMany)
  })
  await step('the order page says that it was read', play, async () => {
    await worker.go(`/orders/${order.id}?tab=messages`)
    await line(worker, toMany).getByText('已读').waitFor()
    await line(worker, toMany).getByText('群发').waitFor()
  })
  await step('one more is written from the order page, and read there and then', play, async () => {
    await worker.page.getByRole('tabpanel').getByRole('button', { name: '发消息' }).click()
    await worker.dialog.getByLabel('消息内容').fill(toOne)
    await worker.dialog.getByRole('button', { name: '发送', exact: true }).click()
    await worker.dialog.waitFor({ state: 'detached' })
    await line(worker, toOne).waitFor()
    await reads(resident, toOne)
    await line(worker, toOne).getByText('已读').waitFor()
  })
  if (play.looks) await look(worker, 'messages of an order')
  if (play.looks) await look(resident, 'own messages')
  await step('whoever comes back finds it among the earlier ones', play, async () => {
    await resident.go('/my')
    await resident.sees('以前的消息')
    await resident.sees(toOne)
    check('nothing new is left', !(await resident.text()).includes('给您的消息'))
  })
  await step('the auditor sees that it was sent and read, and not a word of it', play, async () => {
    const auditor = await play.person('auditor')
    await auditor.go(`/orders/${order.id}?tab=messages`)
    await auditor.page.getByRole('listitem').filter({ hasText: '已读' }).first().waitFor()
    const text = await auditor.text()
    check('no word of them', !text.includes(toMany) && !text.includes(toOne))
  })
}

// The orders' ledger by keyboard alone: a filter's chip goes, rows are chosen across two pages, handed to somebody else
// with a preview and a result each, taken back at once; the view is kept and shared, and a colleague looks through it.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const tabs = 90 // Fewer stops than these lie between any two places of a page.
const viewName = '全部隔离单按到期'

/** Tab by Tab, or backwards, until the place has the focus. */
async function reach(one, place, key = 'Tab') {
  for (let n = 0; n < tabs; n++) {
    const here = await place
      .evaluate((own) => own === document.activeElement, undefined, { timeout: 5000 })
      .catch(() => false)
    if (here) return
    await one.page.keyboard.press(key)
  }
  throw new Error(`the keyboard does not reach ${place}`)
}
async function push(one, place, key = 'Tab') {
  await place.waitFor()
  await reach(one, place, key)
  await one.page.keyboard.press('Enter')
}
const chosen = (one) => one.page.locator('tbody tr[aria-selected=true]')
const here = (one) => one.page.locator('tbody tr:focus')

async function toAllOrders(one) {
  const { page } = one
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.waitForURL(/\/orders/)
  await one.row('GL').first().waitFor()
  await push(one, page.getByRole('button', { name: '去掉 状态：隔离中' }))
  await one.sees('第 1 页 · 本页 50 条')
  await push(one, page.getByRole('columnheader', { name: /^到期/ }).getByRole('button'))
  await page.waitForURL(/sort=end_date/)
  await one.sees('第 1 页 · 本页 50 条')
}

/** The last two of the first page, the first two of the second; answers the numbers of the orders. */
async function chooseAcross(one) {
  const { page } = one
  await reach(one, page.locator('tbody tr[tabindex="0"]'))
  await page.keyboard.press('End')
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('x')
  const names = await chosen(one).evaluateAll((rows) => rows.map((row) => row.ariaLabel))
  await push(one, one.button('下一页'))
  await one.sees(/第 2 页/)
  await here(one).waitFor() // The focus goes along with the page.
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  names.push(...(await chosen(one).evaluateAll((rows) => rows.map((row) => row.ariaLabel))))
  await one.sees('已选 4 条')
  return names.map((name) => name.split(' ').at(-1))
}
const workersOf = async (one, numbers) => {
  const { items } = await one.get('/api/isolation/orders?limit=100')
  return numbers.map((number) => items.find((order) => order.number === number)?.worker_name)
}

async function handOver(one) {
  const { page, dialog } = one
  await push(one, one.button('批量更换责任人'), 'Shift+Tab')
  const box = dialog.getByRole('combobox', { name: '改由谁负责' })
  await box.waitFor()
  await reach(one, box)
  await page.keyboard.press('ArrowDown')
  const options = page.getByRole('option').filter({ visible: true })
  await options.first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await push(one, dialog.getByRole('button', { name: '先看一遍' }))
}

export async function ledgerByKeyboard(play) {
  const command = await play.person('command')
  const { page, dialog } = command
  await command.go('/todo')
  await step('the chip of a filter goes by keyboard, and a column sorts', play, () =>
    toAllOrders(command),
  )
  const numbers = await step('rows are chosen across two pages', play, () => chooseAcross(command))
  same('four orders are chosen', new Set(numbers).size, 4)
  const before = await workersOf(command, numbers)
  if (play.looks) await look(command, 'ledger')
  await step('what would become of each is shown first', play, async () => {
    await handOver(command)
    await dialog.getByText('3 单可以办理').waitFor()
    await dialog.getByText('1 单不符合条件').waitFor()
    await dialog.locator('tbody tr').nth(3).waitFor()
    same('a line each', await dialog.locator('tbody tr').count(), 4)
    same('nothing has changed yet', `${await workersOf(command, numbers)}`, `${before}`)
  })
  if (play.looks) await look(command, 'bulk preview', { english: false })
  await step('it is done, with a result each', play, async () => {
    await push(command, dialog.getByRole('button', { name: '更换 3 单' }))
    await dialog.getByText('3 单已办').waitFor()
    await dialog.locator('tbody tr').filter({ hasText: '已办' }).nth(2).waitFor()
    const after = await workersOf(command, numbers)
    same('three are somebody else’s', after.filter((name, n) => name !== before[n]).length, 3)
  })
  await step('and taken back as a whole', play, async () => {
    await push(command, dialog.getByRole('button', { name: /^整批撤销/ }))
    await dialog.getByText('3 单已撤销').waitFor()
    same('all are whose they were', `${await workersOf(command, numbers)}`, `${before}`)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
  await step('the view is kept and shared', play, async () => {
    await push(command, command.button('视图'))
    const name = page.getByRole('textbox', { name: '给当前筛选和列起个名' })
    await name.waitFor()
    await reach(command, name)
    await page.keyboard.type(viewName)
    await reach(command, page.getByRole('combobox', { name: '给谁看' }))
    await page.keyboard.press('ArrowDown')
    const everyone = page.getByRole('option', { name: '共享：所有角色' })
    await everyone.waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await push(command, command.button('保存'), 'Shift+Tab')
    await command.done('视图已保存')
    await command.button(viewName).waitFor()
    if (play.looks) await look(command, 'views', { english: false })
  })
  await step('a colleague looks through it', play, async () => {
    const lead = await play.person('lead1')
    await lead.go('/todo')
    await lead.page.keyboard.press('g')
    await lead.page.keyboard.press('i')
    await lead.row('GL').first().waitFor()
    await push(lead, lead.button('视图'))
    await push(lead, lead.button(viewName))
    await lead.page.waitForURL(/sort=end_date/)
    check('every state is shown', !/state=/.test(lead.page.url()), lead.page.url())
    await lead.row('已解除').first().waitFor()
  })
}

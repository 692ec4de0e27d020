// From the door to a confirmed order: the grid worker screens, orders a household of three, the reviewer confirms.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const grown = 18 // So that each signs for oneself.
const riskArea = '990200' // policy/screening.json: medium risk, for exercises.

/** Who is at home together, all grown up, three of them, none in isolation. Chosen, not made: no act is skipped. */
async function householdOfThree(worker) {
  const homes = new Map()
  let after = ''
  do {
    const page = await worker.get(`/api/registry/people?limit=100&after=${after}`)
    for (const person of page.items) {
      homes.set(person.household, [...(homes.get(person.household) ?? []), person])
    }
    after = page.next
  } while (after)
  const names = [...homes.values()].flat().map((person) => person.name)
  const alone = (person) => names.filter((name) => name === person.name).length === 1
  const fits = (people) =>
    people.length === 3 &&
    people.every((one) => one.age >= grown && !one.open_order && alone(one)) &&
    people.every((one) => one.smartphone === 'yes')
  return [...homes.values()].find(fits)
}

async function pickPerson(one, person) {
  const box = one.page.getByRole('combobox').filter({ visible: true }).last()
  await box.click()
  await box.pressSequentially(person.name, { delay: 20 })
  await one.page.getByRole('option').filter({ hasText: person.name }).first().click()
}

async function screenAtTheDoor(play, worker, person) {
  const { page } = worker
  await page.getByLabel('地点（卡口或门口）').fill('门口')
  await pickPerson(worker, person)
  await page.getByLabel('体温（℃）').fill('36.6')
  await worker.button('添一处').click()
  await page.getByLabel('区划代码').fill(riskArea)
  const day = Number(play.day.slice(8))
  for (const [label, back] of [
    ['从', 5],
    ['到', 3],
  ]) {
    const field = page.getByLabel(label, { exact: true })
    await field.fill(`${play.day.slice(0, 8)}${String(day - back).padStart(2, '0')}`)
    await field.press('Enter')
  }
  if (play.looks) await look(worker, 'screening')
  await worker.button('得出建议').click()
  await worker.sees('居家隔离')
  await worker.sees(/到过中风险地区/)
}

export async function orderHousehold(play) {
  const worker = await play.person('worker1.1')
  const reviewer = await play.person('reviewer')
  const { page } = worker
  await step('the worker logs in and lands on what waits', play, () => worker.go('/todo'))
  if (play.looks) await look(worker, 'todo')
  play.household = await step('a household of three is found', play, async () => {
    const found = await householdOfThree(worker)
    if (!found) throw new Error('no household of three grown-ups')
    return found
  })
  const [first] = play.household
  await step('one is screened at the door: home isolation, with the reason', play, async () => {
    await worker.go('/screenings/new')
    await screenAtTheDoor(play, worker, first)
    if (play.looks) await look(worker, 'screened')
  })
  await step('the whole household is ordered at once', play, async () => {
    await worker.button('据此开隔离单').click()
    for (const person of play.household) {
      const tick = page.locator('fieldset label').filter({ hasText: person.name }).locator('input')
      await tick.waitFor()
      await page.waitForTimeout(150)
      if (!(await tick.isChecked())) await tick.check()
    }
    check(
      'the reason is known from the door',
      /中风险/.test(await page.getByLabel('理由').inputValue()),
    )
    if (play.looks) await look(worker, 'new order')
    await worker.button('提交审核').click()
    await worker.sees('已开 3 单，等待审核')
  })
  await step('the worker watches the to-do', play, () => worker.go('/todo'))
  play.orders = []
  for (const person of play.household) {
    await step('the reviewer confirms an order', play, async () => {
      await reviewer.go('/todo')
      await reviewer.row(person.name).getByRole('button', { name: '去审核' }).click()
      await reviewer.dialog.getByRole('button', { name: '审核通过', exact: true }).click()
      await reviewer.sees('已办理')
      play.orders.push(/orders\/([^?]+)/.exec(reviewer.page.url())[1])
    })
  }
  if (play.looks) await look(reviewer, 'order of the reviewer')
  await step('the worker sees the papers due without loading anew', play, async () => {
    for (const person of play.household) {
      await worker.row(person.name).getByRole('button', { name: '办文书' }).first().waitFor()
    }
  })
  same('three orders run', new Set(play.orders).size, 3)
  await worker.go('/orders?state=active')
  await worker.sees(first.name)
  if (play.looks) await look(worker, 'orders')
}

/** Nothing but keys: in, to the to-do, into its first item. */
export async function keyboardOnly(play) {
  const lead = await play.person('lead1')
  const { page } = lead
  await step('somebody logs in by keyboard alone', play, async () => {
    await page.goto(`${play.address}/desk/login`)
    await page.getByLabel('用户名', { exact: true }).waitFor()
    await page.keyboard.type('lead1')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Xiuhua-demo-2020')
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  })
  await step('the first row of the orders opens with Enter', play, async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL(/\/orders/)
    const row = page.locator('tbody tr').first()
    await row.waitFor()
    for (let n = 0; n < 60; n++) {
      if (await row.evaluate((own) => own === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/orders\/[0-9a-z-]{8,}/)
  })
  await step('the first item of the to-do opens with Enter', play, async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.waitForURL(/\/todo/)
    const button = page.locator('tbody tr').first().getByRole('button')
    const empty = page.getByText('都办完了')
    await button.or(empty).first().waitFor()
    if (await empty.isVisible()) return
    for (let n = 0; n < 60; n++) {
      if (await button.evaluate((own) => own === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/orders\//)
  })
}

// The follow-up calendar: cells by keyboard, a block from Excel by names, a slip taken back, another's screen live.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'
import { at } from './part-days.mjs'

/** The evening of the play's second day, of one person. */
const evening = (one, person) =>
  one.page.getByRole('gridcell', { name: new RegExp(`^${person.name}，.*15日.*晚间`) })
const says = (one, person, words) =>
  one.page.getByRole('gridcell', {
    name: new RegExp(`^${person.name}，.*15日.*晚间，.*${words}`),
  })
async function copied(one, text) {
  await one.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await one.page.evaluate((words) => navigator.clipboard.writeText(words), text)
}

export async function followUp(play) {
  const [ill, quick, silent] = play.household
  await play.moveTo(at(play, 1, '17:00'))
  const worker = await play.person('worker1.1')
  const lead = await play.person('lead1')
  const { page } = worker
  await step('the worker opens the calendar: the evening waits, the morning stands', play, async () => {
    await worker.go('/calendar')
    await says(worker, quick, '等待上报').waitFor()
    await lead.go('/calendar')
    await says(lead, quick, '等待上报').waitFor()
  })
  if (play.looks) await look(worker, 'calendar')
  await step('a cell is entered by keyboard alone', play, async () => {
    for (let n = 0; n < 60; n++) {
      const cell = await page.evaluate(() => document.activeElement?.getAttribute('role'))
      if (cell === 'gridcell') break
      await page.keyboard.press('Tab')
    }
    const target = evening(worker, quick)
    const column = await target.getAttribute('aria-colindex')
    await page.keyboard.press('Control+Home')
    for (let n = 0; n < 200 && !(await target.evaluate((own) => own.tabIndex === 0)); n++) {
      const now = page.locator('td[role="gridcell"][tabindex="0"]')
      const reached = (await now.getAttribute('aria-colindex')) === column
      await page.keyboard.press(reached ? 'ArrowDown' : 'ArrowRight')
    }
    await page.keyboard.type('35')
    await page.keyboard.press('Enter') // 35 is a temperature, but 3 alone or 95 is not.
    await says(worker, quick, '正常，35.0').waitFor()
  })
  await step('what cannot be read stays open and says why', play, async () => {
    await evening(worker, ill).click()
    await page.keyboard.type('95')
    await page.keyboard.press('Enter')
    await worker.sees('体温应在 34.0 到 43.0 之间')
    await page.keyboard.press('Escape')
  })
  await step('the slip is taken back by Ctrl+Z and entered anew', play, async () => {
    await page.keyboard.press('Control+z')
    await worker.done('已撤回 1 格')
    await says(worker, quick, '等待上报').waitFor()
    await evening(worker, quick).click()
    await page.keyboard.type('365')
    await page.keyboard.press('Tab')
    await says(worker, quick, '正常，36.5，电话').waitFor()
  })
  await step('the community lead sees it come, live', play, () =>
    says(lead, quick, '36.5').waitFor(),
  )
  await step('a block from Excel is pasted by names, with a preview', play, async () => {
    await worker.page.getByText('代填', { exact: false }).filter({ visible: true }).first().click()
    const lines = [
      ['姓名', '联系电话', '3月15日 晚'],
      [silent.name, '13900000000', '37.9 CH'],
      ['查无此人', '13900000001', '36.5'],
      [ill.name, '13900000002', '３６．８℃'],
    ]
    await copied(worker, lines.map((line) => line.join('\t')).join('\r\n'))
    await evening(worker, ill).click()
    await page.keyboard.press('Control+v')
    await worker.dialog.getByText('将录入 2 格').waitFor()
    await worker.dialog.getByText('日历里没有这个人').waitFor()
    if (play.looks) await look(worker, 'calendar paste', { english: false })
    await worker.dialog.getByRole('button', { name: '录入 2 格', exact: true }).click()
    await worker.dialog.getByText('2 格已录入').waitFor()
    await worker.dialog.getByRole('button', { name: '关闭', exact: true }).last().click()
    await says(worker, silent, '发热，37.9 CH').waitFor()
    await says(worker, ill, '正常，36.8，代填').waitFor()
  })
  await step('a fever on the list alerts as any other does', play, async () => {
    const alerts = await worker.get('/api/isolation/alerts?state=open')
    const kinds = alerts.items.filter((one) => one.person_name === silent.name)
    check('fever is among them', kinds.some((one) => one.kind === 'fever'), JSON.stringify(kinds))
  })
  await step('the whole block is taken back, and its alert with it', play, async () => {
    await page.getByRole('button', { name: '撤回刚才录入的 2 格' }).click()
    await worker.done('已撤回 2 格')
    await says(worker, silent, '等待上报').waitFor()
    await says(lead, silent, '等待上报').waitFor()
    const alerts = await worker.get('/api/isolation/alerts?state=open')
    const left = alerts.items.filter(
      (one) => one.person_name === silent.name && one.kind === 'fever',
    )
    same('no fever is left open', left.length, 0)
  })
  await step('a range is copied as Excel takes it', play, async () => {
    await evening(worker, quick).click()
    await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.press('Control+c')
    const text = await page.evaluate(() => navigator.clipboard.readText())
    same('morning and evening beside each other', text, '36.5\t36.5')
  })
  await step('the auditor sees that it was reported, and no temperature', play, async () => {
    const auditor = await play.person('auditor')
    await auditor.go('/calendar')
    await says(auditor, quick, '已报').waitFor()
    check('no temperature', !/36\.5/.test(await auditor.text()))
  })
}

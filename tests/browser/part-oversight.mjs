// The resident and the auditor: who is watched over sees one's own; who watches sees who saw what, and no health.
import { check, step } from './checks.mjs'
import { look } from './look.mjs'

export async function residentReports(play) {
  const resident = await play.person('resident')
  await step('the resident logs in and sees the own papers alone', play, async () => {
    await resident.go('/documents')
    await resident.page.locator('tbody tr').first().waitFor()
    const rows = await resident.page.locator('tbody tr').allInnerTexts()
    check(
      'not one paper of the household is among them',
      !rows.some((row) => play.household.some((person) => row.includes(person.name))),
    )
  })
  if (play.looks) await look(resident, 'resident')
  await step('the resident finds the own isolation, its reason, end and rights', play, async () => {
    await resident.go('/my')
    for (const words of ['最后一天是', '我的文书', '我的权利', '谁看过我的信息']) {
      await resident.sees(words)
    }
  })
  await step('without network a report is kept on the phone', play, async () => {
    await report(resident, '36.6', true)
    await resident.sees('有 1 次上报存在手机里')
  })
  await step('and is filed once, when the network is back', play, async () => {
    await resident.page.context().setOffline(false)
    await resident.page.getByText('有 1 次上报存在手机里').waitFor({ state: 'detached' })
    await resident.sees('36.6 ℃')
    const own = await resident.get('/api/isolation/me')
    const filed = own.order.reports.filter((one) => one.temperature === 36.6)
    check('it is there exactly once', filed.length === 1, `${filed.length}`)
  })
  // The browser notes that the network was gone; it was taken away.
  play.problems = play.problems.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))
  if (play.looks) await look(resident, 'own isolation')
}
async function report(resident, temperature, offline) {
  const field = resident.page.getByLabel('体温（℃）')
  const again = resident.button('不舒服？再报一次')
  await field.or(again).first().waitFor()
  if (await again.isVisible()) await again.click()
  await field.fill(temperature)
  await resident.page.context().setOffline(offline)
  await resident.button('上报').click()
}

async function disclosesPhone(play) {
  const worker = await play.person('worker1.1')
  await worker.go(`/orders/${play.orders[1]}`)
  await worker.page.getByRole('button', { name: /查看电话原文/ }).click()
  await worker.dialog.getByText('电话核实健康状况').click()
  await worker.dialog.getByRole('button', { name: '确定', exact: true }).click()
  const clear = worker.page.locator('.masked .open')
  await clear.waitFor()
  return (await clear.innerText()).trim()
}

export async function auditorSees(play) {
  const phone = await step('the worker looks at a phone number, for a reason', play, () =>
    disclosesPhone(play),
  )
  check('the number is clear', /^1\d{10}$/.test(phone.replace(/\D/g, '')), phone)
  const auditor = await play.person('auditor')
  const seen = []
  await step('the auditor sees who disclosed and who printed', play, async () => {
    await auditor.go('/audit')
    await auditor.sees('查看原文')
    await auditor.sees('电话核实健康状况')
    await auditor.page.locator('tbody tr').filter({ hasText: '查看原文' }).first().click()
    await auditor.dialog.waitFor()
    seen.push(await auditor.text())
    await auditor.page.keyboard.press('Escape')
    await auditor.dialog.waitFor({ state: 'detached' })
  })
  await step('the auditor finds who opened papers', play, async () => {
    await auditor.page.getByRole('combobox', { name: '事项' }).fill('打开')
    await auditor.page.getByRole('option', { name: '打开文书', exact: true }).click()
    await auditor.page.locator('tbody').getByText('打开文书').first().waitFor()
    seen.push(await auditor.text())
  })
  await step('the chain of the log is whole', play, async () => {
    await auditor.button('校验整条日志').click()
    await auditor.sees(/完整：/)
    seen.push(await auditor.text())
  })
  if (play.looks) await look(auditor, 'audit')
  await step('the auditor may look at an order', play, async () => {
    for (const order of play.orders) {
      for (const tab of ['timeline', 'reports', 'alerts']) {
        await auditor.go(`/orders/${order}?tab=${tab}`)
        await auditor.sees('经过')
        seen.push(await auditor.text())
      }
    }
  })
  const all = seen.join('\n')
  check(
    'the auditor never sees a temperature',
    !/3[5-9]\.\d/.test(all),
    /.{20}3[5-9]\.\d.{10}/.exec(all)?.[0],
  )
  check(
    'the auditor never sees a clear number',
    !all.includes(phone) && !/\b99\d{15}[\dX]\b/.test(all),
  )
  if (play.looks) await look(auditor, 'order of the auditor')
}

// The days: reports come in, one is missing, one is a fever; alerts climb; one goes to hospital, two are released.
import { check, step } from './checks.mjs'
import { look } from './look.mjs'
import { examine, make, paperNames, print } from './part-papers.mjs'

const well = '36.5'
const fever = '37.9'

/** The day of the play n days on, at a time of the office. */
export function at(play, days, time) {
  const day = new Date(`${play.day}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return `${day.toISOString().slice(0, 10)}T${time}:00+08:00`
}

async function choose(one, word) {
  await one.page.getByRole('main').getByRole('button', { name: '其他办理' }).click()
  await one.page.getByRole('menuitem', { name: word, exact: true }).click()
}
/** The main button when it is this step, the others' menu when it is not. */
async function begin(one, word) {
  const main = one.page.getByRole('main').getByRole('button', { name: word, exact: true })
  await one.button('其他办理').waitFor()
  if (await main.isVisible()) await main.click()
  else await choose(one, word)
  await one.dialog.waitFor()
}

async function telephoned(one, order, temperature) {
  await one.go(`/orders/${order}?tab=reports`)
  await begin(one, '代为上报')
  await one.dialog.getByLabel('体温（℃）').fill(temperature)
  if (one.play.looks && !one.play.reportSeen) {
    one.play.reportSeen = true
    await look(one, 'report', { english: false })
  }
  await one.dialog.getByRole('button', { name: '提交', exact: true }).click()
  await one.dialog.waitFor({ state: 'detached' })
  await one.sees(temperature)
}

/** Somebody stood at the door: what was found is there to be read, and who found it. */
async function visited(one, order) {
  const note = '上门看过，一家人都好，门口放了蔬菜'
  await one.go(`/orders/${order}?tab=visits`)
  await one.sees('还没有走访')
  await begin(one, '记走访')
  if (one.play.looks) await look(one, 'visit', { english: false })
  await one.dialog.getByText('需要帮助', { exact: true }).click()
  await one.dialog.getByRole('button', { name: '提交', exact: true }).click()
  await one.dialog.getByText('此项必填').first().waitFor() // Whoever needs help: with what?
  await one.dialog.getByText('在家，情况好', { exact: true }).click()
  await one.dialog.getByLabel('备注').fill(note)
  await one.dialog.getByRole('button', { name: '提交', exact: true }).click()
  await one.dialog.waitFor({ state: 'detached' })
  const row = one.row(note)
  await row.waitFor()
  const words = await row.innerText()
  check('the visit says how and what', /上门/.test(words) && /在家，情况好/.test(words), words)
  await one.page.getByRole('tab', { name: '经过' }).click()
  await one.sees('走访')
}

const alertRow = (one, person, kind) => one.row(person.name).filter({ hasText: kind })
const atLevel = (one, person, kind, level) =>
  alertRow(one, person, kind).filter({ has: one.page.getByText(level, { exact: true }) })
async function watches(play, login) {
  const one = await play.person(login)
  await one.go('/alerts')
  return one
}
async function takeAndClose(one, person, kind, words) {
  await alertRow(one, person, kind).getByRole('button', { name: '认领' }).click()
  await one.page.getByText('处理中', { exact: true }).filter({ visible: true }).first().click()
  await alertRow(one, person, kind).getByRole('button', { name: '办结' }).click()
  await one.dialog.getByLabel('处理经过').fill(words)
  await one.dialog.getByRole('button', { name: '办结', exact: true }).click()
  await one.dialog.waitFor({ state: 'detached' })
  await alertRow(one, person, kind).waitFor({ state: 'detached' })
}

export async function reportsAndAlerts(play) {
  const [ill, quick, silent] = play.household
  const [illOrder, quickOrder, silentOrder] = play.orders
  await play.moveTo(at(play, 1, '08:00'))
  const worker = await play.person('worker1.1')
  await step('the worker files two reports by telephone', play, async () => {
    await telephoned(worker, quickOrder, well)
    await telephoned(worker, illOrder, fever)
  })
  await step('the worker visits one of them and logs it', play, () => visited(worker, quickOrder))
  await step('the status report, the fifth paper, is made', play, () =>
    make(worker, illOrder, paperNames.report),
  )
  const file = await step('the status report is printed', play, () =>
    print(worker, illOrder, paperNames.report),
  )
  await examine(play, file, paperNames.report, ill)

  await step('the fever stands before the worker', play, async () => {
    await watches(play, 'worker1.1')
    await alertRow(worker, ill, '发热').waitFor()
  })
  if (play.looks) await look(worker, 'alerts')
  const lead = await watches(play, 'lead1')
  const command = await watches(play, 'command')
  await step('nobody takes it on: the community lead sees it come, live', play, async () => {
    await play.moveTo(at(play, 1, '08:17'))
    await atLevel(lead, ill, '发热', '社区').waitFor()
  })
  await step('and then the command post, live', play, async () => {
    await play.moveTo(at(play, 1, '08:34'))
    await atLevel(command, ill, '发热', '指挥部').waitFor()
  })
  await step('the command post takes it on and closes it with a finding', play, () =>
    takeAndClose(command, ill, '发热', '已联系定点医院，安排转诊'),
  )
  await step('a report is missing: it comes to the worker without loading anew', play, async () => {
    await play.moveTo(at(play, 1, '10:02'))
    await alertRow(worker, silent, '未按时上报').waitFor()
  })
  check(
    'who reported is not asked about',
    !(await alertRow(worker, quick, '未按时上报').isVisible()),
  )
  await step('the worker rings up, files late, and closes it', play, async () => {
    await takeAndClose(worker, silent, '未按时上报', '电话联系上，体温正常，已补报')
    await telephoned(worker, silentOrder, well)
  })
}

async function transferred(play) {
  const reviewer = await play.person('reviewer')
  await reviewer.go(`/orders/${play.orders[0]}`)
  await begin(reviewer, '转送')
  await reviewer.dialog.getByLabel('具体地点').fill('定点医院发热门诊')
  await reviewer.dialog.getByLabel('理由').fill('体温 37.9 ℃，需就医排查')
  await reviewer.dialog.getByRole('button', { name: '转送', exact: true }).click()
  await reviewer.dialog.waitFor({ state: 'detached' })
  await reviewer.sees('已转送')
}

async function released(play, order) {
  const reviewer = await play.person('reviewer')
  await reviewer.go(`/orders/${order}`)
  await begin(reviewer, '解除隔离')
  if (play.looks && !play.releaseSeen) {
    play.releaseSeen = true
    await look(reviewer, 'release', { english: false })
  }
  await reviewer.dialog.getByRole('button', { name: '解除隔离', exact: true }).click()
  await reviewer.dialog.waitFor({ state: 'detached' })
  await reviewer.sees('已解除')
}

export async function transferAndRelease(play) {
  const home = play.orders.slice(1)
  const worker = await play.person('worker1.1')
  await step('the one with the fever is transferred to hospital', play, () => transferred(play))
  for (let day = 4; day <= 13; day += 3) {
    await step(`day ${day + 1}: both report that they are well`, play, async () => {
      await play.moveTo(at(play, day, '08:00'))
      for (const order of home) await telephoned(worker, order, well)
    })
  }
  await step('before its end no order can be released', play, async () => {
    const reviewer = await play.person('reviewer')
    await reviewer.go(`/orders/${home[0]}`)
    const dialog = reviewer.dialog
    await begin(reviewer, '解除隔离')
    await dialog.getByRole('button', { name: '解除隔离', exact: true }).click()
    await dialog.getByRole('alert').or(dialog.getByText('隔离期未满')).first().waitFor()
  })
  // The browser notes the refusal; it was asked for.
  play.problems = play.problems.filter((one) => !/status of 409/.test(one))
  await play.moveTo(at(play, 14, '09:00'))
  for (const [n, order] of home.entries()) {
    await step(`${play.household[n + 1].name} is released`, play, () => released(play, order))
    await step('the release notice is there', play, async () => {
      await worker.go(`/orders/${order}?tab=papers`)
      const row = worker.row(paperNames.release)
      const link = row.getByRole('link', { name: '打开' })
      const button = row.getByRole('button', { name: '制作' })
      await link.or(button).first().waitFor()
      if (await button.isVisible()) await make(worker, order, paperNames.release)
    })
  }
  const file = await step('the release notice is printed', play, () =>
    print(worker, home[0], paperNames.release),
  )
  await examine(play, file, paperNames.release, play.household[1])
  await step('the order page tells all of it', play, async () => {
    await worker.go(`/orders/${home[1]}`)
    for (const words of ['开出隔离单', '审核通过', '制作文书', '健康上报', '预警', '解除隔离']) {
      await worker.sees(words)
    }
  })
  if (play.looks) await look(worker, 'order')
}

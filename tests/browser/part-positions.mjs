// Positions from the credential to the certificate: a phone of its own process walks out of its fence; the alert comes
// live; the track opens for a reason, which the person reads; the order ends and so does everything of the phone.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'

const home = { latitude: 34.806, longitude: 113.826 }
const northMeters = (meters) => ({
  ...home,
  latitude: home.latitude + meters / 111_195,
})
const minute = 60_000
const retentionDays = 14 // policy/tracking.json
const why = '核实离家告警，电话无人接听'

class Phone {
  constructor(address, { device, secret }) {
    const program = fileURLToPath(new URL('./phone.mjs', import.meta.url))
    const words = ['--address', address, '--device', device, '--secret', secret]
    this.process = spawn(process.execPath, [program, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
  }
  async reports(place, at, accuracy = 12) {
    this.process.stdin.write(`${JSON.stringify({ ...place, at: at.getTime(), accuracy })}\n`)
    return JSON.parse((await this.answers.next()).value)
  }
  stop() {
    this.process.stdin.end()
  }
}

const wobble = (n) => 3 * Math.sin(n) // No real fix is the same twice.

/** A report each minute of the play's clock, as the phone would send it. */
async function walks(play, phone, { minutes, meters }) {
  const answers = []
  for (let n = 0; n < minutes; n++) {
    await play.moveTo(new Date(play.now().getTime() + minute))
    answers.push(await phone.reports(northMeters(meters + wobble(n)), play.now()))
  }
  return answers
}

async function mapDrawn(one) {
  await one.page.locator('.drawing[data-idle=yes]').first().waitFor({ timeout: 60_000 })
}

async function givesCredential(play, worker) {
  await worker.go(`/tracking/orders/${play.tracked}?tab=phone`)
  await worker.button('发放凭证').click()
  await worker.dialog.getByRole('img', { name: /配置二维码/ }).waitFor()
  if (play.looks) await look(worker, 'credential', { english: false })
  const words = await worker.dialog.locator('dd').allInnerTexts()
  await worker.dialog.getByRole('button', { name: '已配好' }).click()
  return { device: words[1].trim(), secret: words[2].trim() }
}

async function drawsFence(play, worker) {
  const { page } = worker
  await page.getByRole('tab', { name: '电子围栏' }).click()
  await mapDrawn(worker)
  await page.getByText('用数字输入').click()
  for (const [label, value] of [
    ['纬度', home.latitude],
    ['经度', home.longitude],
  ]) {
    await page.getByLabel(label, { exact: true }).fill(String(value))
    await page.getByLabel(label, { exact: true }).press('Enter')
  }
  await worker.button('加一个圆').click()
  await worker.button('保存围栏').click()
  await worker.done('围栏已保存')
  await mapDrawn(worker)
  if (play.looks) await look(worker, 'fence')
}

async function opensTrack(play, worker) {
  const { page } = worker
  await worker.go(`/tracking/orders/${play.tracked}`)
  await worker.sees('轨迹未打开')
  await worker.button('打开轨迹').click()
  await worker.sees('请把理由写明白')
  if (play.looks) await look(worker, 'track hidden')
  await page.getByLabel('为什么要看').fill(why)
  await worker.button('打开轨迹').click()
  await worker.sees(/后自动关上/)
  await mapDrawn(worker)
  await page.getByRole('slider', { name: '时间' }).press('Home')
  await page.getByRole('slider', { name: '时间' }).press('End')
  if (play.looks) await look(worker, 'track')
}

export async function positionsLive(play) {
  const worker = await play.person('command')
  const resident = await play.person('resident')
  play.tracked = await step('the resident in isolation is found', play, async () => {
    await resident.go('/my')
    return (await resident.get('/api/isolation/me')).order.id
  })
  const credential = await step('a phone is set up by a code to scan, shown once', play, () =>
    givesCredential(play, worker),
  )
  await step('the fence is set by numbers, without a mouse', play, () => drawsFence(play, worker))
  play.phone = new Phone(play.address, credential)
  await worker.go('/tracking')
  await step('the phone reports from home, and the map says so live', play, async () => {
    const answers = await walks(play, play.phone, { minutes: 6, meters: 4 })
    check(
      'each report is kept',
      answers.every((one) => one.status === 200),
      answers[0].body,
    )
    await worker.page.getByRole('listitem').filter({ hasText: '在家' }).first().waitFor()
    await mapDrawn(worker)
  })
  if (play.looks) await look(worker, 'homes')
  await worker.go('/alerts')
  await step('the phone walks out: the office asks it for a fresh fix', play, async () => {
    const answers = await walks(play, play.phone, {
      minutes: 14,
      meters: 420,
    })
    check(
      'it was asked',
      answers.some((one) => one.body.includes('reportLocation')),
    )
  })
  await step('the alert stands before the worker without loading anew', play, () =>
    worker.sees('离开住所'),
  )
  if (play.looks) await look(worker, 'position alerts')
  await step('the track opens for a typed reason, and not without', play, () =>
    opensTrack(play, worker),
  )
  await step('the person reads who looked and why', play, async () => {
    await resident.go('/tracking/me')
    await resident.sees(why)
    await resident.button('看我的轨迹').click()
    await mapDrawn(resident)
    if (play.looks) await look(resident, 'own positions')
    await resident.button('我在家，平安').click()
    await resident.sees(/本人回复/)
  })
  await step('the look closes by itself', play, async () => {
    await play.moveTo(new Date(play.now().getTime() + 31 * minute))
    await worker.sees('轨迹已关上')
    check('nothing of it stays on the page', !(await worker.text()).includes('离家最远'))
  })
  // The office's clock is moved a moment before the page's: asked in between, the closed track is refused.
  play.problems = play.problems.filter((one) => !/status of 403.*\/track$/.test(one))
  await step('the alert is closed with a finding, which is counted', play, async () => {
    await worker.go('/alerts')
    const row = worker.page.getByRole('row').filter({ hasText: '离开住所' })
    await row.getByRole('button', { name: '认领' }).click()
    await worker.page.getByText('处理中', { exact: true }).click()
    await row.getByRole('button', { name: '办结' }).click()
    await worker.dialog.getByText('确已外出').click()
    await worker.dialog.getByLabel('处理经过').fill('下楼取药，已劝回')
    await worker.dialog.getByRole('button', { name: '办结', exact: true }).click()
    await worker.dialog.waitFor({ state: 'detached' })
    await row.waitFor({ state: 'detached' })
    await worker.go('/tracking/oversight')
    await worker.sees('0.0 %')
  })
}

export async function positionsEnd(play) {
  const { phone } = play
  const reviewer = await play.person('reviewer')
  await step('the order is withdrawn', play, async () => {
    await reviewer.go(`/orders/${play.tracked}`)
    await reviewer.page.getByRole('main').getByRole('button', { name: '其他办理' }).click()
    await reviewer.page.getByRole('menuitem', { name: '撤销', exact: true }).click()
    await reviewer.dialog.getByLabel('理由').fill('不再需要隔离')
    await reviewer.dialog.getByRole('button', { name: '撤销', exact: true }).click()
    await reviewer.dialog.waitFor({ state: 'detached' })
  })
  await step('at once the phone is refused', play, async () => {
    const [answer] = await walks(play, phone, { minutes: 1, meters: 4 })
    check('with no word of the person', answer.status >= 400 && answer.status < 500, answer.body)
    phone.stop()
  })
  const resident = await play.person('resident')
  await step('the person sees the day on which the track goes', play, async () => {
    await resident.go('/tracking/me')
    await resident.sees(/隔离已结束/)
  })
  await step('on it the track is destroyed, with a certificate', play, async () => {
    await play.moveTo(new Date(play.now().getTime() + (retentionDays + 1) * 24 * 60 * minute))
    const auditor = await play.person('auditor')
    await auditor.go('/tracking/oversight')
    const proof = auditor.page.getByText('签名有效')
    for (let n = 0; n < 20 && !(await proof.first().isVisible()); n++) {
      await auditor.page.waitForTimeout(500)
      await auditor.go('/tracking/oversight')
    }
    await proof.first().waitFor()
    if (play.looks) await look(auditor, 'certificates')
    await resident.go('/tracking/me')
    const own = await resident.get('/api/tracking/me')
    same('nothing of it is left', JSON.stringify(own).includes(String(home.latitude)), false)
  })
}

// The papers: made on the order, handed over, signed by a drawn hand, printed, and found genuine.
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'
import { codesOf, fontsOf, spoiled, textOf } from './papers.mjs'

export const paperNames = {
  notice: '居家隔离观察事项告知书',
  commitment: '居民隔离观察承诺书',
  building: '楼栋联防联控承诺书',
  receipt: 'APP安装回执单',
  report: '居家隔离人员情况上报单',
  release: '解除隔离通知单',
}

export async function make(one, order, name) {
  await one.go(`/orders/${order}?tab=papers`)
  await one.row(name).getByRole('button', { name: '制作' }).click()
  await one.row(name).getByRole('link', { name: '打开' }).waitFor()
}
async function open(one, order, name) {
  await one.go(`/orders/${order}?tab=papers`)
  await one.row(name).getByRole('link', { name: '打开' }).click()
  await one.page.getByRole('heading', { name }).waitFor()
}

/** A few strokes, as a hand makes them. */
async function signByHand(one) {
  const { page } = one
  await one.button('签名').click()
  const pad = one.dialog.locator('canvas')
  await pad.waitFor()
  await page.waitForTimeout(400) // The dialog comes to rest.
  const box = await pad.boundingBox()
  for (const points of [
    [
      [0.2, 0.3],
      [0.4, 0.28],
      [0.35, 0.5],
      [0.2, 0.8],
    ],
    [
      [0.5, 0.2],
      [0.52, 0.5],
      [0.5, 0.85],
    ],
    [
      [0.45, 0.5],
      [0.6, 0.45],
      [0.75, 0.5],
    ],
  ]) {
    const [start, ...rest] = points.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height])
    await page.mouse.move(...start)
    await page.mouse.down()
    for (const point of rest) await page.mouse.move(...point, { steps: 6 })
    await page.mouse.up()
  }
  if (one.play.looks && !one.play.padSeen) {
    one.play.padSeen = true
    await page.screenshot({ path: `${one.play.pictures}/signature.png` })
  }
  await one.button('确认签名').click()
  await one.dialog.waitFor({ state: 'detached' })
  await one.sees('已签名')
}

export async function print(one, order, name) {
  await open(one, order, name)
  await one.button('打开文书').first().click()
  const [download] = await Promise.all([
    one.page.waitForEvent('download'),
    one.page.getByRole('link', { name: '另存', exact: true }).click(),
  ])
  const file = `${one.play.files}/${name}-${order.slice(-6)}.pdf`
  await download.saveAs(file)
  return file
}

async function isGenuine(play, address) {
  const context = await play.browser.newContext({ locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    const response = await page.goto(address)
    return { status: response.status(), text: await page.locator('body').innerText() }
  } finally {
    await context.close()
  }
}

export async function examine(play, file, name, person) {
  const fonts = fontsOf(file)
  check(
    `${name}: every font is embedded`,
    fonts.length > 0 && fonts.every((font) => font.embedded),
    fonts.map((font) => `${font.name} ${font.embedded}`),
  )
  const text = textOf(file).replace(/\s/g, '')
  check(`${name}: the text names the person`, text.includes(person.name), text.slice(0, 300))
  const codes = codesOf(file)
  check(`${name}: each page has its code`, codes.length > 0 && codes.every((code) => code !== ''))
  const [code] = codes
  if (!code) return
  const address = code.startsWith('http') ? code : `${play.address}${code}`
  const genuine = await isGenuine(play, address)
  check(
    `${name}: the verification page says genuine`,
    genuine.text.includes('为本办事处签发'),
    genuine.text,
  )
  check(`${name}: that page names nobody`, !genuine.text.includes(person.name))
  const changed = await isGenuine(play, spoiled(address))
  check(`${name}: a changed code is not genuine`, changed.text.includes('未能确认'), changed.text)
}

async function papersOfOne(play, worker, person, order, names) {
  for (const name of names) {
    await step(`${person.name}: ${name} is made`, play, () => make(worker, order, name))
  }
  await step(`${person.name}: the notice is handed over`, play, async () => {
    await open(worker, order, paperNames.notice)
    await worker.button('已送达本人').click()
    await worker.sees('已送达')
  })
  await step(`${person.name}: the commitment is signed`, play, async () => {
    await open(worker, order, paperNames.commitment)
    await signByHand(worker)
  })
}

export async function papersOf(play) {
  const worker = await play.person('worker1.1')
  const two = [paperNames.notice, paperNames.commitment]
  const four = [...two, paperNames.building, paperNames.receipt]
  for (const [n, person] of play.household.entries()) {
    await papersOfOne(play, worker, person, play.orders[n], n === 0 ? four : two)
  }
  const [order] = play.orders
  if (play.looks) {
    await worker.go(`/orders/${order}?tab=papers`)
    await look(worker, 'papers')
  }
  for (const name of four) {
    const file = await step(`${name} is printed`, play, () => print(worker, order, name))
    await examine(play, file, name, play.household[0])
  }
  const signed = textOf(`${play.files}/${paperNames.commitment}-${order.slice(-6)}.pdf`)
  same(
    'the signed commitment carries its title',
    signed.replace(/\s/g, '').includes('承诺书'),
    true,
  )
  if (play.looks) await look(worker, 'paper', { english: true })
}

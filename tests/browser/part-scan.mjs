// Papers in piles: the print queue by building, one file for the printer, and the signed papers that come back through
// the scanner - crooked, upside down, one of them without a code.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { check, same, step } from './checks.mjs'
import { look } from './look.mjs'
import { codesOf } from './papers.mjs'

const run = (program, ...words) => execFileSync(program, words, { stdio: 'ignore' })
const patience = 60_000 // Milliseconds: drawing and reading take their time on a crowded machine.

/** Pages of a PDF as the glass of a scanner sees them. */
function sheetsOf(file, play) {
  const stem = `${play.files}/sheet`
  run('pdftoppm', '-r', '150', '-jpeg', file, stem)
  return readdirSync(play.files)
    .filter((name) => name.startsWith('sheet-') && name.endsWith('.jpg'))
    .sort()
    .map((name) => `${play.files}/${name}`)
}

/** Turned by some degrees on a grey ground, and squeezed: drawn by the browser itself. */
async function crooked(one, file, degrees) {
  const address = `data:image/jpeg;base64,${readFileSync(file).toString('base64')}`
  const made = await one.page.evaluate(
    async ({ address, degrees }) => {
      const picture = new Image()
      picture.src = address
      await picture.decode()
      const angle = (degrees * Math.PI) / 180
      const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
      const canvas = document.createElement('canvas')
      canvas.width = picture.width * cos + picture.height * sin
      canvas.height = picture.width * sin + picture.height * cos
      const ink = canvas.getContext('2d')
      ink.fillStyle = '#f4f4f4'
      ink.fillRect(0, 0, canvas.width, canvas.height)
      ink.translate(canvas.width / 2, canvas.height / 2)
      ink.rotate(angle)
      ink.drawImage(picture, -picture.width / 2, -picture.height / 2)
      return canvas.toDataURL('image/jpeg', 0.6).split(',')[1]
    },
    { address, degrees },
  )
  const out = file.replace(/\.jpg$/, `-${degrees}.jpeg`)
  writeFileSync(out, Buffer.from(made, 'base64'))
  return out
}

async function blank(one) {
  const made = await one.page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 800
    canvas.height = 1100
    const ink = canvas.getContext('2d')
    ink.fillStyle = '#fafafa'
    ink.fillRect(0, 0, 800, 1100)
    return canvas.toDataURL('image/jpeg', 0.7).split(',')[1]
  })
  const out = `${one.play.files}/blank.jpeg`
  writeFileSync(out, Buffer.from(made, 'base64'))
  return out
}

async function printOne(worker, play) {
  const { page } = worker
  await worker.go('/printing')
  const rows = page.getByRole('row').filter({ has: page.getByRole('button', { name: '生成本楼' }) })
  await rows.first().waitFor()
  const waiting = await rows.count()
  await page.getByRole('checkbox', { name: '全选' }).check()
  await worker.sees(/已选 \d+ 处/)
  if (play.looks) await look(worker, 'printing')
  await page.getByRole('checkbox', { name: '全选' }).uncheck()
  await page.getByText('单面打印', { exact: true }).click()
  await rows.first().getByRole('button', { name: '生成本楼' }).click()
  const file = `${play.files}/pile.pdf`
  await page.getByRole('button', { name: '下载文件' }).first().waitFor({ timeout: patience })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载文件' }).first().click(),
  ])
  await download.saveAs(file)
  return { file, rows, waiting }
}

export async function printAndScan(play) {
  const worker = await play.person('worker1.1')
  const { page } = worker
  const { file, rows, waiting } = await step('a building becomes one file', play, () =>
    printOne(worker, play),
  )
  const codes = codesOf(file)
  check(
    'each page of the pile has its code',
    codes.length > 0 && codes.every((code) => code !== ''),
  )
  await step('the pile is printed and leaves the queue', play, async () => {
    await worker.button('已打印').first().click()
    await worker.sees('纸已出')
    await page.waitForTimeout(500)
    same('one building less', await rows.count(), waiting - 1)
  })
  const sheets = sheetsOf(file, play)
  same('a sheet a page', sheets.length, codes.length)
  const turns = [0, 180, 3.7, 90, -3.7, 270]
  const scans = []
  await worker.go('/scans')
  for (const [n, sheet] of sheets.slice(0, 6).entries()) {
    scans.push(await crooked(worker, sheet, turns[n % turns.length]))
  }
  scans.push(await blank(worker))
  await step('the stack finds its papers', play, async () => {
    await page.locator('input[type=file]').setInputFiles(scans)
    await worker.sees('blank.jpeg')
    await page.waitForFunction(
      (count) => document.body.innerText.split('已读完').length - 1 >= count,
      scans.length,
      { timeout: patience },
    )
    await worker.row('blank.jpeg').getByText('没有找到文书二维码').waitFor()
    same('only the blank page is put aside', await page.getByRole('row').count(), 2)
  })
  if (play.looks) await look(worker, 'scans')
  await step('the blank page is looked at and thrown away', play, async () => {
    await worker.row('blank.jpeg').getByRole('button', { name: '指定文书' }).click()
    await worker.dialog.locator('img').waitFor()
    if (play.looks) await page.screenshot({ path: `${play.pictures}/scan dialog.png` })
    await worker.dialog.getByLabel('理由').fill('空白页')
    await worker.dialog.getByRole('button', { name: '丢弃这一页' }).click()
    await worker.sees('没有待指定的页')
  })
  await step('a scanned paper is signed, and its signed copy opens', play, async () => {
    await page.getByRole('button', { name: '看已归档的页' }).first().click()
    await page.locator('table a').first().click()
    await worker.sees('纸质签字扫描件')
    await worker.button('打开文书').first().click()
    await page.locator('iframe').waitFor()
  })
}

// The administrator brings in a list as an old office program saves it: CSV in GB18030, with a rare name.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { same, step } from './checks.mjs'
import { look } from './look.mjs'
import { chooseArea, figure } from './part-import.mjs'

const community = '姚桥社区'
// 㛃 and 䶮 have four bytes in GB18030 and none in GBK: who reads the file as GBK loses these people's names.
const rare = '陈㛃宁'
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Nobody's: 999999 is no division of the country (GB 11643 gives the last character). */
function identityNumber(birthDate, serial) {
  const body = `999999${birthDate}${serial}`
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}

function lines() {
  const good = [
    [rare, identityNumber('19620318', '771'), '13900007701', '3号楼', '1单元', '501'],
    ['龚䶮', identityNumber('19880702', '772'), '13900007702', '3号楼', '1单元', '501'],
    ['欧阳试行', identityNumber('20010911', '773'), '13900007703', '3号楼', '1单元', '502'],
    // A comma, a quotation mark and a line's end inside a field, as people type them.
    ['林"阿"试', identityNumber('19791230', '774'), '13900007704', '3号楼,西侧', '1单元', '503'],
  ]
  const number = identityNumber('19550505', '775')
  const wrong = number.slice(0, 17) + (number[17] === '5' ? '6' : '5')
  return [
    ['姓名', '身份证号', '联系电话', '楼栋', '单元', '房号'],
    ...good,
    ['魏试错', wrong, '13900007705', '3号楼', '1单元', '504'],
    ['', identityNumber('19550506', '776'), '13900007706', '3号楼', '1单元', '505'],
    good[2],
  ]
}
const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Written as the old program would: by iconv, with CRLF. */
function writeSheet(folder) {
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/姚桥村组台账.csv`
  const text = lines()
    .map((cells) => cells.map(quoted).join(','))
    .join('\r\n')
  const bytes = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: `${text}\r\n` })
  writeFileSync(file, bytes)
  return file
}

export async function importCsv(play) {
  const admin = await play.person('admin')
  const { page } = admin
  const file = writeSheet(play.files)
  await step('a GB18030 list is uploaded and its titles are read', play, async () => {
    await admin.go('/imports')
    await page.locator('input[type=file]').setInputFiles(file)
    await admin.button('看预览').waitFor()
    await admin.sees(rare)
    await chooseArea(admin, [community, '', ''])
    if (play.looks) await look(admin, 'mapping of a list')
  })
  await step('the preview names the two bad rows', play, async () => {
    await admin.button('看预览').click()
    await admin.sees('有误 2')
    await page.getByRole('button', { name: /^开始导入/ }).click()
    await admin.sees('导入完成')
  })
  same('the good rows are in', await figure(admin, '可导入'), 4)
  same('the bad rows are told', await figure(admin, '有误'), 2)
  same('the row that came twice is put aside', await figure(admin, '重复'), 1)
  await step('somebody of a rare name is found by it', play, async () => {
    await admin.go(`/people?text=${encodeURIComponent(rare)}`)
    await admin.row(rare).first().waitFor()
  })
}

// Plays the main job in Chromium against a server that runs on a controlled clock; run.sh starts it.
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { begin, check, Stopped, summary } from './checks.mjs'
import { Play } from './people.mjs'
import { importSheet } from './part-import.mjs'
import { importCsv } from './part-import-csv.mjs'
import { mergePeople } from './part-merge.mjs'
import { keyboardOnly, orderHousehold } from './part-order.mjs'
import { ledgerByKeyboard } from './part-ledger.mjs'
import { papersOf } from './part-papers.mjs'
import { reportUpward } from './part-reports.mjs'
import { printAndScan } from './part-scan.mjs'
import { changeTemplate } from './part-template.mjs'
import { reportsAndAlerts, transferAndRelease } from './part-days.mjs'
import { followUp } from './part-calendar.mjs'
import { positionsEnd, positionsLive } from './part-positions.mjs'
import { auditorSees, residentReports } from './part-oversight.mjs'
import { officeWrites } from './part-messages.mjs'
import { breakGlass } from './part-break-glass.mjs'
import { passkeys } from './part-passkey.mjs'
import { provider } from './part-oidc.mjs'
import { startProvider } from './provider.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    day: { type: 'string' },
    look: { type: 'boolean', default: false },
    parts: { type: 'string' }, // Names of parts, by commas: only these are played.
    provider: { type: 'string' }, // The port on which the server expects the office's log-in provider.
  },
})

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const play = new Play({
  browser,
  address: values.address,
  pictures: `${values.out}/pictures`,
  files: `${values.out}/files`,
})
play.data = values.data
play.day = values.day
play.looks = values.look

const parts = [
  ['import', importSheet],
  ['import of a list', importCsv],
  ['merge', mergePeople],
  ['order', orderHousehold],
  ['keyboard', keyboardOnly],
  ['ledger', ledgerByKeyboard],
  ['papers', papersOf],
  ['reports', reportsAndAlerts],
  ['calendar', followUp],
  ['resident', residentReports],
  ['messages', officeWrites],
  ['release', transferAndRelease],
  ['audit', auditorSees],
  ['break-glass', breakGlass],
  ['passkey', passkeys],
  ['provider', provider],
  ['positions', positionsLive],
  ['positions end', positionsEnd],
  ['reports upward', reportUpward],
  ['print and scan', printAndScan],
  ['template', changeTemplate],
]
try {
  await play.moveTo(`${values.day}T16:10:00+08:00`)
  if (values.provider) play.provider = await startProvider(play, values.provider)
  const wanted = values.parts?.split(',')
  for (const [name, act] of parts.filter(([name]) => !wanted || wanted.includes(name))) {
    begin(name)
    const started = Date.now()
    await act(play)
    play.noProblems()
    console.log(`     ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`)
  }
} catch (fault) {
  if (!(fault instanceof Stopped)) {
    check('the play goes on', false, fault.stack)
    await play.pictureAll('stopped')
  }
  play.noProblems()
} finally {
  play.provider?.stop()
  await browser.close()
}
process.exitCode = summary() ? 0 : 1

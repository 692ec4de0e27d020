// Looks at a screen: three sizes, accessibility, both languages.
import { createRequire } from 'node:module'
import { check } from './checks.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { AxeBuilder } = require('@axe-core/playwright')
const sizes = [
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
]
const bareKey = /\b(isolation|registry|access|web|documents|privacy|policy|track|tracking|glass|ways|login|password|reports|reportsource|reportrecord)\.[a-z_]+/
const grave = ['serious', 'critical']

async function axe(one, name) {
  // A message that fades in or out has no colours of its own yet.
  const found = await new AxeBuilder({ page: one.page }).exclude('.el-message').analyze()
  const bad = found.violations.filter((violation) => grave.includes(violation.impact))
  const words = bad.map(
    (violation) =>
      `${violation.id}: ${violation.nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 140))
        .join(' | ')}`,
  )
  check(`${name}: accessible`, bad.length === 0, words.join('\n       '))
}

async function speaks(one, name, text) {
  const key = bareKey.exec(text)
  check(`${name}: every word is translated`, !key, key?.[0])
}

export async function look(one, name, { english = true } = {}) {
  const { page, play } = one
  for (const size of sizes) {
    await page.setViewportSize(size)
    const fold = page.getByRole('button', { name: size.width < 800 ? '收起菜单' : '展开菜单' })
    if (!(await one.dialog.count()) && (await fold.isVisible())) await fold.click()
    await page.waitForTimeout(250) // Layout and the menu's fold come to rest.
    await page.screenshot({ path: `${play.pictures}/${name} ${size.width}.png` })
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    check(`${name}: nothing sticks out at ${size.width}`, over <= 1, `${over} px`)
  }
  await axe(one, name)
  await speaks(one, name, await one.text())
  const switcher = page.getByRole('button', { name: 'English', exact: true })
  if (!english || !(await switcher.isVisible())) return
  await switcher.click()
  await page.waitForTimeout(200)
  await speaks(one, `${name} in English`, await one.text())
  await page.screenshot({ path: `${play.pictures}/${name} English.png` })
  await page.getByRole('button', { name: '中文', exact: true }).click()
}

// The people of the play: each in a browser context of their own, all on the play's clock.
import { createHmac } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { check } from './checks.mjs'

export const password = 'Xiuhua-demo-2020' // tools/seed_district/people.hpp
const totpSecret = 'xiuhua-demo-secret-2020'
const stepSeconds = 30
const patience = 15_000 // Milliseconds: a crowded machine answers late, but it answers.

/** RFC 6238 with SHA-1 and six digits. */
export function totp(moment, secret = totpSecret) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(moment.getTime() / 1000 / stepSeconds)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const desktop = { width: 1280, height: 800 }

export class Play {
  constructor({ browser, address, pictures, files }) {
    Object.assign(this, { browser, address, pictures, files })
    this.people = new Map()
    this.problems = []
    this.offset = 0
    mkdirSync(pictures, { recursive: true })
    mkdirSync(files, { recursive: true })
  }
  now() {
    return new Date(Date.now() + this.offset)
  }
  /** Moves the server's time, the log-in provider's and everybody's. */
  async moveTo(moment) {
    const at = new Date(moment)
    const response = await fetch(`${this.address}/test/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ now: at.toISOString() }),
    })
    if (!response.ok) throw new Error(`the clock does not move: ${await response.text()}`)
    this.offset = at.getTime() - Date.now()
    await this.provider?.say(`clock ${this.offset}`)
    for (const one of this.people.values()) await one.page.clock.setFixedTime(this.now())
  }
  async person(login) {
    const known = this.people.get(login)
    if (known) return known
    const context = await this.browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: desktop,
      acceptDownloads: true,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(patience)
    await page.clock.setFixedTime(this.now())
    this.listen(login, page)
    const one = new Person(this, login, page)
    this.people.set(login, one)
    return one
  }
  /** The log-in provider's own pages ask for what they like; it is ours that ask nobody else. */
  isAtProvider(address) {
    return !!this.provider && address.startsWith(`${this.provider.origin}/`)
  }
  listen(login, page) {
    page.on('pageerror', (fault) => this.problems.push(`${login}: ${fault.message}`))
    page.on('console', (message) => {
      // The browser itself notes that nobody is signed in yet: that is an answer, not a fault.
      const isSignedOut = /status of 401/.test(message.text())
      const isTheirs = this.isAtProvider(page.url())
      // Chromium's own PDF viewer, when its page is left before it has come.
      const isBrowsers = /^chrome(-extension)?:/.test(message.location().url)
      if (message.type() === 'error' && !isSignedOut && !isTheirs && !isBrowsers) {
        this.problems.push(`${login}: ${message.text()} ${message.location().url}`)
      }
    })
    page.on('request', (request) => {
      const url = new URL(request.url())
      const isTheirs = request.isNavigationRequest()
        ? this.isAtProvider(url.href) // Ours sends the browser there.
        : this.isAtProvider(request.frame().url())
      if (/^https?:$/.test(url.protocol) && url.origin !== this.address && !isTheirs) {
        this.problems.push(`${login}: a request to ${url.origin}`)
      }
    })
  }
  async pictureAll(name) {
    for (const one of this.people.values()) {
      const file = `${this.pictures}/${name} ${one.login}.png`.replaceAll(/[：:]/g, '')
      await one.page.screenshot({ path: file }).catch(() => undefined)
    }
  }
  noProblems() {
    check(
      'no console errors, no foreign hosts',
      this.problems.length === 0,
      [...new Set(this.problems)].join('\n       '),
    )
    this.problems = []
  }
}

export class Person {
  constructor(play, login, page) {
    Object.assign(this, { play, login, page })
  }
  button(name, options = {}) {
    return this.page.getByRole('button', { name, exact: true, ...options })
  }
  get dialog() {
    return this.page.getByRole('dialog').filter({ visible: true })
  }
  row(text) {
    return this.page.getByRole('row').filter({ hasText: text })
  }
  async go(path) {
    await this.page.goto(`${this.play.address}/desk${path}`)
    const form = this.page.getByLabel('用户名', { exact: true })
    const menu = this.page.getByRole('navigation', { name: '主菜单' })
    await form.or(menu).first().waitFor()
    if (await form.isVisible()) await this.logIn()
    await this.page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined)
  }
  async logIn() {
    const { page } = this
    await page.getByLabel('用户名', { exact: true }).fill(this.login)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await this.button('登录').click()
    const code = page.getByLabel('动态验证码')
    const menu = page.getByRole('navigation', { name: '主菜单' })
    await code.or(menu).first().waitFor()
    if (await code.isVisible()) {
      await code.fill(totp(this.play.now()))
      await this.button('继续').click()
      await menu.waitFor()
    }
  }
  /** Waits until the text stands on the page, by itself. */
  async sees(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }
  /** The short word that confirms an act, gone again before the next one. */
  async done(word) {
    const said = this.page.locator('.el-message').filter({ hasText: word }).first()
    await said.waitFor()
  }
  async text() {
    return this.page.locator('body').innerText()
  }
  async get(path) {
    return this.page.evaluate(async (at) => (await fetch(at)).json(), path)
  }
}

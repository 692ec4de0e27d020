// Log-in by the office's provider: a real one, that others wrote (tests/oidc), walked in a browser.
import { check, step } from './checks.mjs'
import { look } from './look.mjs'
import { password, totp } from './people.mjs'

const button = '统一身份认证'

/** The provider's own pages: a login, then consent. */
async function atProvider(one, subject) {
  const { page } = one
  const login = page.locator('input[name=login]')
  const consent = page.getByRole('button', { name: 'Continue' })
  await page.waitForURL((url) => url.origin === one.play.provider.origin)
  await login.or(consent).first().waitFor()
  if (await login.isVisible()) {
    await page.locator('input[name=password]').fill('anything')
    await login.fill(subject)
    await login.press('Enter')
  }
  await consent.waitFor()
  await consent.click()
}
/** The provider's own pages ask for a font of elsewhere: cut off, so that they come to rest without the Internet. */
const cutOff = (play, one) =>
  one.page
    .context()
    .route(
      (url) => ![play.address, play.provider.origin].includes(url.origin),
      (route) => route.abort(),
    )
async function byProvider(one, subject) {
  await one.page.context().clearCookies()
  await one.page.goto(`${one.play.address}/desk/login`)
  await one.button(button).click()
  await atProvider(one, subject)
}

/** On one's own page: the password once more, then the provider. */
async function link(one) {
  await one.go('/me')
  await one.button(`关联${button}`).click()
  await one.dialog.getByLabel('现在的密码').fill(password)
  await one.dialog.getByRole('button', { name: '继续' }).click()
}

export async function provider(play) {
  if (!play.provider) return
  const worker = await play.person('worker2.1')
  const { page } = worker
  await cutOff(play, worker)
  const menu = page.getByRole('navigation', { name: '主菜单' })
  await step('nobody gets an account by surprise', play, async () => {
    await byProvider(worker, 'a stranger')
    await worker.sees(/还没有关联本系统的账号/)
  })
  await step('the worker links the identity while logged in', play, async () => {
    await page.context().clearCookies({ name: /^_session/ }) // The provider still knows the stranger.
    await link(worker)
    await atProvider(worker, 'worker at the provider')
    await worker.sees('worker at the provider')
  })
  if (play.looks) await look(worker, 'identity linked')
  await step('and logs in by it', play, async () => {
    await byProvider(worker, 'worker at the provider')
    await menu.waitFor()
  })
  await step('also after the provider has changed its keys', play, async () => {
    await play.provider.say('rotate')
    await play.moveTo(new Date(play.now().getTime() + 60_000))
    await byProvider(worker, 'worker at the provider')
    await menu.waitFor()
  })
  const reviewer = await play.person('reviewer')
  await cutOff(play, reviewer)
  await step('a reviewer still shows the one-time code', play, async () => {
    await reviewer.page.context().clearCookies()
    await reviewer.page.goto(`${play.address}/desk/login`)
    await reviewer.page.getByLabel('用户名', { exact: true }).fill('reviewer')
    await reviewer.page.getByLabel('密码', { exact: true }).fill(password)
    await reviewer.button('登录').click()
    await play.moveTo(new Date(play.now().getTime() + 60_000)) // A code counts once.
    await reviewer.page.getByLabel('动态验证码').fill(totp(play.now()))
    await reviewer.button('继续').click()
    await reviewer.page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await link(reviewer)
    await atProvider(reviewer, 'reviewer at the provider')
    await reviewer.sees('reviewer at the provider')
    await byProvider(reviewer, 'reviewer at the provider')
    await reviewer.sees('输入动态验证码')
    await play.moveTo(new Date(play.now().getTime() + 60_000))
    await reviewer.page.getByLabel('动态验证码').fill(totp(play.now()))
    await reviewer.button('继续').click()
    await reviewer.page.getByRole('navigation', { name: '主菜单' }).waitFor()
    const session = await reviewer.get('/api/access/session')
    check('it is the reviewer', session.user.login === 'reviewer')
  })
}

// A passkey made on the account page and used at log-in, by Chromium's own virtual authenticator.
import { check, step } from './checks.mjs'
import { look } from './look.mjs'
import { password } from './people.mjs'

async function withDevice(one) {
  const session = await one.page.context().newCDPSession(one.page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { session, authenticatorId }
}

async function leave(one) {
  await one.page.locator('.account').click()
  await one.page.getByText('退出登录').filter({ visible: true }).click()
  await one.page.getByLabel('用户名', { exact: true }).waitFor()
}

export async function passkeys(play) {
  const reviewer = await play.person('reviewer')
  const device = await withDevice(reviewer)
  await step('the reviewer adds a passkey, with the password once more', play, async () => {
    await reviewer.go('/me')
    await reviewer.button('登记通行密钥').click()
    await reviewer.dialog.getByLabel(/名称/).fill('办公室电脑')
    await reviewer.dialog.getByLabel('现在的密码').fill(password)
    if (play.looks) await look(reviewer, 'passkey dialog', { english: false })
    await reviewer.dialog.getByRole('button', { name: '继续' }).click()
    await reviewer.done('已登记通行密钥')
    await reviewer.sees('办公室电脑')
  })
  if (play.looks) await look(reviewer, 'account')
  await step('and logs in by it alone, without password and code', play, async () => {
    await leave(reviewer)
    if (play.looks) await look(reviewer, 'log-in with ways')
    await reviewer.button('用通行密钥登录').click()
    await reviewer.page.getByRole('navigation', { name: '主菜单' }).waitFor()
    const { credentials } = await device.session.send('WebAuthn.getCredentials', {
      authenticatorId: device.authenticatorId,
    })
    check('the device has signed with it', credentials[0]?.signCount > 0)
  })
  await step('a device that verifies nobody is not let in', play, async () => {
    await leave(reviewer)
    await device.session.send('WebAuthn.setUserVerified', {
      authenticatorId: device.authenticatorId,
      isUserVerified: false,
    })
    await reviewer.button('用通行密钥登录').click()
    await reviewer.page.waitForTimeout(600)
    check('still at the door', await reviewer.page.getByLabel('用户名', { exact: true }).isVisible())
    await device.session.send('WebAuthn.setUserVerified', {
      authenticatorId: device.authenticatorId,
      isUserVerified: true,
    })
  })
  await step('removed, it opens nothing any more', play, async () => {
    await reviewer.button('用通行密钥登录').click()
    await reviewer.page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await reviewer.go('/me')
    reviewer.page.once('dialog', (asked) => asked.accept())
    await reviewer.page.locator('li').filter({ hasText: '办公室电脑' }).getByRole('button').click()
    await reviewer.sees('还没有登记通行密钥。')
    await leave(reviewer)
    await reviewer.button('用通行密钥登录').click()
    await reviewer.sees('通行密钥未通过核验，请重试。')
  })
  play.problems = play.problems.filter((one) => !/status of 401/.test(one))
}

// The way in: password (or the office's provider, or a passkey) → one-time code → own password → enrolment; each step
// only when it is due.
import { computed, reactive, ref } from 'vue'
import { ApiError, errorText } from '@/platform/errors'
import { useSession, type SessionView } from '@/platform/session'
import { t } from '@/platform/i18n'
import {
  askPasskey,
  beginProvider,
  beginTotp,
  changePassword,
  codeForProvider,
  confirmTotp,
  enterByPasskey,
  waysIn,
  type TotpStart,
} from './api'
import { passkeysWork, usePasskey } from './passkeys'
import { isLongEnough, usePasswordRules } from './use-password-rules'

export type LoginStep = 'password' | 'code' | 'provider_code' | 'replace' | 'enrol' | 'done'

export function stepAfter(view: SessionView | null): LoginStep {
  if (!view) return 'password'
  if (view.must_change_password) return 'replace'
  if (view.must_enrol_totp) return 'enrol'
  return 'done'
}

/** `fault`, `comesForCode`: what the provider's way back says in the address. */
export interface Entrance {
  next: () => string
  fault?: string
  comesForCode?: boolean
}

export function useLogin(done: () => void, entrance: Entrance = { next: () => '/' }) {
  const session = useSession()
  const step = ref<LoginStep>(stepAfter(session.view))
  if (step.value === 'password' && entrance.comesForCode) step.value = 'provider_code'
  const provider = ref('')
  const passkeys = ref(false)
  void waysIn()
    .then((ways) => {
      provider.value = ways.provider ?? ''
      passkeys.value = ways.passkeys && passkeysWork()
    })
    .catch(() => undefined) // Then there is the password.
  const form = reactive({
    login: '',
    password: '',
    code: '',
    current: '',
    replacement: '',
    again: '',
  })
  const enrolment = ref<TotpStart | null>(null)
  const message = ref(entrance.fault ? errorText(new ApiError(401, entrance.fault)) : '')
  const busy = ref(false)
  const { rules, load: loadRules } = usePasswordRules()

  async function arrive() {
    step.value = stepAfter(session.view)
    if (step.value === 'replace') await loadRules()
    if (step.value === 'enrol') enrolment.value = await beginTotp()
    if (step.value === 'done') done()
  }
  async function enter() {
    try {
      await session.login({
        login: form.login.trim(),
        password: form.password,
        ...(step.value === 'code' ? { totp: form.code.replace(/\s/g, '') } : {}),
      })
    } catch (fault) {
      if (fault instanceof ApiError && fault.key === 'access.totp_required') {
        step.value = 'code'
        return
      }
      form.code = ''
      throw fault
    }
    form.current = form.password // Just typed: not asked again.
    await arrive()
  }
  async function enterProviderCode() {
    session.enter(await codeForProvider(form.code.replace(/\s/g, '')))
    await arrive()
  }
  async function goToProvider() {
    const { address } = await beginProvider(entrance.next())
    window.location.assign(address)
  }
  async function goByPasskey() {
    const used = await usePasskey(await askPasskey())
    if (!used) return
    session.enter(await enterByPasskey(used))
    await arrive()
  }
  async function replace() {
    if (!isLongEnough(form.replacement, rules.value))
      throw new Error(t('password.rule_length', { n: rules.value.characters_min }))
    if (form.replacement !== form.again) throw new Error(t('login.not_same'))
    await changePassword(form.current, form.replacement)
    await session.load()
    await arrive()
  }
  async function enrol() {
    await confirmTotp(form.code.replace(/\s/g, ''))
    await session.load()
    await arrive()
  }
  const steps: Record<LoginStep, () => Promise<void>> = {
    password: enter,
    code: enter,
    provider_code: enterProviderCode,
    replace,
    enrol,
    done: arrive,
  }
  const submit = () => attempt(steps[step.value])
  const byProvider = () => attempt(goToProvider)
  const byPasskey = () => attempt(goByPasskey)
  async function attempt(act: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    message.value = ''
    try {
      await act()
    } catch (fault) {
      message.value =
        fault instanceof Error && !(fault instanceof ApiError) ? fault.message : errorText(fault)
    } finally {
      busy.value = false
    }
  }
  async function restart() {
    await session.logout().catch(() => undefined)
    Object.assign(form, { password: '', code: '', current: '', replacement: '', again: '' })
    message.value = ''
    step.value = 'password'
  }
  if (session.view) void arrive()
  const asksCurrent = computed(() => step.value === 'replace' && form.password === '')
  return {
    step,
    form,
    enrolment,
    message,
    busy,
    asksCurrent,
    rules,
    submit,
    restart,
    provider,
    passkeys,
    byProvider,
    byPasskey,
  }
}

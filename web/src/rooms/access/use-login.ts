// The way in: password → one-time code → own password → enrolment; each step only when it is due.
import { computed, reactive, ref } from 'vue'
import { ApiError, errorText } from '@/platform/errors'
import { useSession, type SessionView } from '@/platform/session'
import { t } from '@/platform/i18n'
import { beginTotp, changePassword, confirmTotp, type TotpStart } from './api'

export type LoginStep = 'password' | 'code' | 'replace' | 'enrol' | 'done'
export const passwordShortest = 10 // As the server's rule; a sentence is easy to remember.

export function stepAfter(view: SessionView | null): LoginStep {
  if (!view) return 'password'
  if (view.must_change_password) return 'replace'
  if (view.must_enrol_totp) return 'enrol'
  return 'done'
}

export function useLogin(done: () => void) {
  const session = useSession()
  const step = ref<LoginStep>(stepAfter(session.view))
  const form = reactive({
    login: '',
    password: '',
    code: '',
    current: '',
    replacement: '',
    again: '',
  })
  const enrolment = ref<TotpStart | null>(null)
  const message = ref('')
  const busy = ref(false)

  async function arrive() {
    step.value = stepAfter(session.view)
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
  async function replace() {
    if ([...form.replacement].length < passwordShortest) throw new Error(t('login.too_short'))
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
  async function submit() {
    if (busy.value) return
    busy.value = true
    message.value = ''
    try {
      if (step.value === 'replace') await replace()
      else if (step.value === 'enrol') await enrol()
      else await enter()
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
  if (step.value !== 'password') void arrive()
  const asksCurrent = computed(() => step.value === 'replace' && form.password === '')
  return { step, form, enrolment, message, busy, asksCurrent, submit, restart }
}

// Who is signed in, and what they may do. Hiding is comfort; the server decides.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { get, post, setCsrf, whenCsrfStale } from './client'
import { ApiError } from './errors'
import type { Schema } from './routes'

export type SessionUser = Schema['SessionUser']
export type SessionView = Schema['SessionView']
export type Credentials = Schema['LoginCommand']

export const useSession = defineStore('session', () => {
  const view = ref<SessionView | null>(null)
  const asked = ref(false)

  const user = computed(() => view.value?.user ?? null)
  const cured = computed(
    () => !!view.value && !view.value.must_change_password && !view.value.must_enrol_totp,
  )
  const permissions = computed(() => new Set(view.value?.permissions ?? []))

  function take(next: SessionView | null) {
    view.value = next
    setCsrf(next?.csrf ?? '')
  }
  async function load(): Promise<void> {
    try {
      take(await get('/api/access/session'))
    } catch (fault) {
      if (!(fault instanceof ApiError) || fault.status !== 401) throw fault
      take(null)
    } finally {
      asked.value = true
    }
  }
  async function login(credentials: Credentials): Promise<void> {
    take(await post('/api/access/login', { body: credentials }))
    asked.value = true
  }
  /** Proved another way: the server answered a session already. */
  function enter(next: SessionView): void {
    take(next)
    asked.value = true
  }
  async function logout(): Promise<void> {
    try {
      await post('/api/access/logout')
    } finally {
      forget()
    }
  }
  /** Drafts may hold people's data: they go with the session. */
  function forget(): void {
    take(null)
    sessionStorage.clear()
  }
  /** An empty permission asks only for a session; several are alternatives. */
  function may(permission: string | string[] | undefined): boolean {
    if (!view.value) return false
    if (!permission || permission.length === 0) return true
    const names = Array.isArray(permission) ? permission : [permission]
    return names.some((name) => permissions.value.has(name))
  }

  whenCsrfStale(load)
  return { view, user, cured, asked, load, login, enter, logout, forget, may }
})

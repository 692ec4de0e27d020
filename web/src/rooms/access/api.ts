import { at, get, post, type Page, type Query } from '@/platform/client'

export interface UserRow {
  id: string
  login: string
  name: string
  roles: string[]
  area_codes: string[]
  active: boolean
  locked: boolean
  totp: boolean
  last_login_at?: string | null
}
export interface UserForm {
  login: string
  name: string
  roles: string[]
  area_codes: string[]
}
export interface SessionRow {
  id: string
  device_label: string
  created_at: string
  last_seen_at: string
  current: boolean
}
export interface TokenRow {
  id: string
  name: string
  permissions: string[]
  area_codes: string[]
  expires_on?: string | null
  created_at?: string
  last_used_at?: string | null
  revoked_at?: string | null
}
export interface TokenForm {
  name: string
  permissions: string[]
  area_codes: string[]
  expires_on?: string | null
}
export interface TotpStart {
  secret_base32: string
  uri: string
  qr_svg: string
}

/** Lists come bare or as a page; screens want the rows. */
const items = <T>(found: T[] | Page<T>): T[] => (Array.isArray(found) ? found : found.items)

export const changePassword = (current: string, replacement: string) =>
  post('/api/access/password', { current, replacement })
export const beginTotp = () => post<TotpStart>('/api/access/totp/begin')
export const confirmTotp = (code: string) => post('/api/access/totp/confirm', { code })

export const listUsers = (query: Query, signal?: AbortSignal) =>
  get<Page<UserRow>>('/api/access/users', query, signal)
export const addUser = (form: UserForm, idempotencyKey: string) =>
  post<{ user: UserRow; initial_password: string }>('/api/access/users', form, { idempotencyKey })
export const changeUser = (id: string, changes: Partial<UserForm> & { active?: boolean }) =>
  post<UserRow>(at('/api/access/users/{id}/changes', { id }), changes)
export const resetPassword = (id: string) =>
  post<{ initial_password: string }>(at('/api/access/users/{id}/password-reset', { id }))
export const resetTotp = (id: string) => post(at('/api/access/users/{id}/totp-reset', { id }))

export const listSessions = async () =>
  items(await get<SessionRow[] | Page<SessionRow>>('/api/access/sessions'))
export const revokeSession = (id: string) =>
  post(at('/api/access/sessions/{id}/revocation', { id }))

export const listTokens = async () =>
  items(await get<TokenRow[] | Page<TokenRow>>('/api/access/tokens'))
export const addToken = (form: TokenForm, idempotencyKey: string) =>
  post<{ token: string }>('/api/access/tokens', form, { idempotencyKey })
export const revokeToken = (id: string) => post(at('/api/access/tokens/{id}/revocation', { id }))

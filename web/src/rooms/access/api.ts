import { get, post } from '@/platform/client'
import { everyOf, type BodyOf, type QueryOf, type Schema } from '@/platform/routes'

export type UserRow = Schema['UserRow']
export type UserForm = Schema['UserForm']
export type SessionRow = Schema['SessionRow']
export type TokenRow = Schema['TokenRow']
export type TokenForm = Schema['TokenForm']
export type TotpStart = Schema['TotpEnrolment']
export type Role = Schema['Role']
export type UserQuery = QueryOf<'/api/access/users'>

/** In the order in which an office lists them. */
export const roles = everyOf<Role>()([
  'administrator',
  'command_post',
  'community_lead',
  'grid_worker',
  'reviewer',
  'checkpoint',
  'supply',
  'counsellor',
  'medic',
  'enterprise',
  'site_head',
  'auditor',
  'resident',
  'device',
])

export const changePassword = (current: string, replacement: string) =>
  post('/api/access/password', { body: { current, replacement } })
export const beginTotp = () => post('/api/access/totp/begin')
export const confirmTotp = (code: string) => post('/api/access/totp/confirm', { body: { code } })

export const listUsers = (query: UserQuery, signal?: AbortSignal) =>
  get('/api/access/users', { query, signal })
export const addUser = (body: UserForm, idempotencyKey: string) =>
  post('/api/access/users', { body, idempotencyKey })
export const changeUser = (id: string, body: BodyOf<'/api/access/users/{id}/changes'>) =>
  post('/api/access/users/{id}/changes', { path: { id }, body })
export const resetPassword = (id: string) =>
  post('/api/access/users/{id}/password-reset', { path: { id } })
export const resetTotp = (id: string) => post('/api/access/users/{id}/totp-reset', { path: { id } })

export const listSessions = () => get('/api/access/sessions')
export const revokeSession = (id: string) =>
  post('/api/access/sessions/{id}/revocation', { path: { id } })

export const listTokens = async () => (await get('/api/access/tokens')).items
export const addToken = (body: TokenForm, idempotencyKey: string) =>
  post('/api/access/tokens', { body, idempotencyKey })
export const revokeToken = (id: string) =>
  post('/api/access/tokens/{id}/revocation', { path: { id } })

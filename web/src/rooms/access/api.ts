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

export type BreakGlass = Schema['BreakGlassView']
export type BreakGlassForm = Schema['BreakGlassForm']
export type BreakGlassQuery = QueryOf<'/api/access/break-glass'>
export type GlassFinding = Schema['GlassFinding']

export const ownGlass = () => get('/api/access/break-glass/own')
export const openGlass = (body: BreakGlassForm, idempotencyKey: string) =>
  post('/api/access/break-glass', { body, idempotencyKey })
export const endGlass = (id: string) =>
  post('/api/access/break-glass/{id}/ending', { path: { id } })
export const listGlasses = (query: BreakGlassQuery, signal?: AbortSignal) =>
  get('/api/access/break-glass', { query, signal })
export const stopGlass = (id: string) =>
  post('/api/access/break-glass/{id}/stopping', { path: { id } })
export const reviewGlass = (id: string, finding: GlassFinding, note: string) =>
  post('/api/access/break-glass/{id}/review', { path: { id }, body: { finding, note } })

export type PasskeyRow = Schema['PasskeyRow']
export type IdentityRow = Schema['IdentityRow']
export const waysIn = () => get('/api/access/ways-in')
export const beginProvider = (next: string) =>
  post('/api/access/provider/begin', { body: { next } })
export const linkProvider = (password: string) =>
  post('/api/access/provider/link', { body: { password } })
export const codeForProvider = (code: string) =>
  post('/api/access/provider/code', { body: { code } })
export const listIdentities = () => get('/api/access/identities')
export const removeIdentity = (id: string) =>
  post('/api/access/identities/{id}/removal', { path: { id } })
export const identitiesOf = (id: string) =>
  get('/api/access/users/{id}/identities', { path: { id } })
export const linkIdentity = (id: string, subject: string) =>
  post('/api/access/users/{id}/identities', { path: { id }, body: { subject } })
export const unlinkIdentity = (user: string, id: string) =>
  post('/api/access/users/{user}/identities/{id}/removal', { path: { user, id } })
export const askForPasskey = () => post('/api/access/passkeys/options')
export const addPasskey = (body: BodyOf<'/api/access/passkeys'>) =>
  post('/api/access/passkeys', { body })
export const listPasskeys = () => get('/api/access/passkeys')
export const revokePasskey = (id: string) =>
  post('/api/access/passkeys/{id}/revocation', { path: { id } })
export const askPasskey = () => post('/api/access/login/passkey/options')
export const enterByPasskey = (body: BodyOf<'/api/access/login/passkey'>) =>
  post('/api/access/login/passkey', { body })

export const passwordRules = () => get('/api/access/password')

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

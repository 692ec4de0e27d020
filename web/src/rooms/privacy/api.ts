import { get } from '@/platform/client'
import type { QueryOf, Schema } from '@/platform/routes'

export type AuditRow = Schema['AuditRow']
export type Verification = Schema['Verification']
export type PersonalField = Schema['PersonalFieldView']
type Asked = QueryOf<'/api/privacy/audit'>
/** The log pages backwards by sequence: to the ledger that is its cursor. */
export type AuditQuery = Omit<Asked, 'before'> & { after?: string }

export function listAudit({ after, ...query }: AuditQuery, signal?: AbortSignal) {
  const before = after ? Number(after) : undefined
  return get('/api/privacy/audit', { query: { ...query, before }, signal })
}
export const verify = () => get('/api/privacy/audit/verification')
export const listFields = () => get('/api/privacy/fields')

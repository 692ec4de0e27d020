import { get, type Page, type Query } from '@/platform/client'

export interface AuditRow {
  seq: number
  at: string
  actor: string
  actor_name: string
  action: string
  subject_kind: string
  subject: string
  person?: string | null
  area_code: string
  reason: string
  facts: Record<string, unknown>
  hash: string
}
export interface Verification {
  entries: number
  unsealed: number
  broken_at: number
  head: string
}
export interface PersonalField {
  column: string
  purpose: string
  use: string
  ground: string
  readers: string
  ends: string
}
/** The log pages by sequence: the ledger's cursor is the last one seen. */
export async function listAudit(query: Query, signal?: AbortSignal): Promise<Page<AuditRow>> {
  const asked = { ...query, before: query.after, after: undefined, sort: undefined }
  const found = await get<Page<AuditRow>>('/api/privacy/audit', asked, signal)
  const last = found.items.at(-1)
  const full = found.items.length >= Number(query.limit ?? 0)
  return { items: found.items, next: found.next || (full && last ? String(last.seq) : '') }
}
export const verify = () => get<Verification>('/api/privacy/audit/verification')
export const listFields = () => get<Page<PersonalField>>('/api/privacy/fields')

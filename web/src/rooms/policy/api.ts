import { get, post, type Page } from '@/platform/client'

export interface PolicyVersion {
  name: string
  version: number
  valid_from: string
  source: string
  body: Record<string, unknown>
  made_by_name: string
  made_at: string
  in_force: boolean
}
export const listVersions = (name: string) =>
  get<Page<PolicyVersion>>('/api/policy/versions', { name })
export const inForce = (day: string) => get<Page<PolicyVersion>>('/api/policy/in-force', { day })
export const addVersion = (
  form: { name: string; valid_from: string; source: string; body: unknown },
  idempotencyKey: string,
) => post<PolicyVersion>('/api/policy/versions', form, { idempotencyKey })

import { get, post } from '@/platform/client'
import type { Schema } from '@/platform/routes'

export type PolicyVersion = Schema['PolicyVersionView']

export const listVersions = (name: string) => get('/api/policy/versions', { query: { name } })
export const inForce = (day: string) => get('/api/policy/in-force', { query: { day } })
export const addVersion = (body: Schema['NewPolicyVersion'], idempotencyKey: string) =>
  post('/api/policy/versions', { body, idempotencyKey })

import { get, post } from '@/platform/client'
import type { Schema } from '@/platform/routes'

export type OperationState = Schema['OperationState']
export const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export const readState = () => get('/api/operation/state')
export const changeLogLevel = (level: string) =>
  post('/api/operation/log-level', { body: { level } })

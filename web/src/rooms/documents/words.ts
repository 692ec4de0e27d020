import type { DocumentState } from './api'

export const stateTone = {
  made: 'warn',
  handed_over: 'info',
  signed_by_person: 'good',
  superseded: 'plain',
} as const satisfies Record<DocumentState, string>

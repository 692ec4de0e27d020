import type { DocumentState, DraftState, PrintRun, ScanBatch } from './api'

export const stateTone = {
  made: 'warn',
  handed_over: 'info',
  signed_by_person: 'good',
  superseded: 'plain',
} as const satisfies Record<DocumentState, string>

export const runTone = {
  drawing: 'info',
  finished: 'good',
  cancelled: 'plain',
  failed: 'bad',
  expired: 'plain',
} as const satisfies Record<PrintRun['state'], string>

export const scanTone = {
  reading: 'info',
  finished: 'good',
  failed: 'bad',
} as const satisfies Record<ScanBatch['state'], string>

export const draftTone = {
  drafting: 'info',
  submitted: 'warn',
  refused: 'bad',
  approved: 'good',
  withdrawn: 'plain',
} as const satisfies Record<DraftState, string>

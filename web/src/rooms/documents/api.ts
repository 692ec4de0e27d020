import { at, blob, get, post, type Page, type Query } from '@/platform/client'

export const kinds = [
  'isolation_commitment',
  'isolation_notice',
  'building_commitment',
  'installation_receipt',
  'status_report',
  'release_notice',
] as const
export type DocumentState = 'made' | 'handed_over' | 'signed_by_person' | 'superseded'
export type Signer = 'person' | 'guardian' | 'worker'
export interface DocumentRow {
  id: string
  kind: string
  title: string
  number: string
  state: DocumentState
  order: string
  person: { id: string; name: string }
  area_name: string
  made_at: string
  handed_over_at?: string | null
  signed_at?: string | null
  template_version: number
  version: number
}
export interface DocumentView {
  paper: DocumentRow
  next_step: 'hand_over' | 'sign' | 'none'
  slots: {
    signer: Signer
    label: string
    kind: string
    signed_as?: Signer | null
    signed_at?: string | null
  }[]
  may_sign: Signer[]
  field_labels: string[]
  superseded_at?: string | null
  superseded_by?: string | null
  kept: boolean
}

export const listDocuments = (query: Query, signal?: AbortSignal) =>
  get<Page<DocumentRow>>('/api/documents', query, signal)
export const readDocument = (id: string) => get<DocumentView>(at('/api/documents/{id}', { id }))
export const readPaper = (id: string) => blob(at('/api/documents/{id}/paper.pdf', { id }))
export const handOver = (id: string) =>
  post<DocumentView>(at('/api/documents/{id}/handover', { id }))
export const sign = (
  id: string,
  body: { strokes: [number, number][][]; width: number; height: number; signer: Signer },
  idempotencyKey: string,
) => post<DocumentView>(at('/api/documents/{id}/signature', { id }), body, { idempotencyKey })

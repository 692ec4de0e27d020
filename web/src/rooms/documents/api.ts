import { blob, get, post } from '@/platform/client'
import { everyOf, type QueryOf, type Schema } from '@/platform/routes'

export type DocumentRow = Schema['DocumentRow']
export type DocumentView = Schema['DocumentView']
export type DocumentState = Schema['DocumentState']
export type Signer = Schema['Signer']
export type DocumentQuery = QueryOf<'/api/documents'>

export const kinds = everyOf<Schema['DocumentKind']>()([
  'isolation_commitment',
  'isolation_notice',
  'building_commitment',
  'installation_receipt',
  'status_report',
  'release_notice',
])
export const states = everyOf<DocumentState>()([
  'made',
  'handed_over',
  'signed_by_person',
  'superseded',
])

export const listDocuments = (query: DocumentQuery, signal?: AbortSignal) =>
  get('/api/documents', { query, signal })
export const readDocument = (id: string) => get('/api/documents/{id}', { path: { id } })
export const readPaper = (id: string) => blob('/api/documents/{id}/paper.pdf', { path: { id } })
export const handOver = (id: string) => post('/api/documents/{id}/handover', { path: { id } })
export const sign = (id: string, body: Schema['SignatureCommand'], idempotencyKey: string) =>
  post('/api/documents/{id}/signature', { path: { id }, body, idempotencyKey })

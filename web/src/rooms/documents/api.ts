import { blob, get, post, postForFile, put, upload } from '@/platform/client'
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

export type PrintQueueRow = Schema['PrintQueueRow']
export type PrintRun = Schema['PrintRunView']
export type RunForm = Schema['RunForm']
export type Sides = Schema['Sides']
export const runForms = everyOf<RunForm>()(['pdf', 'zip'])
export const runSides = everyOf<Sides>()(['one', 'two'])
export const readQueue = (after = '') =>
  get('/api/documents/print-queue', { query: { after, limit: 100 } })
export const startRun = (body: Schema['RunCommand'], idempotencyKey: string) =>
  post('/api/documents/runs', { body, idempotencyKey })
export const listRuns = () => get('/api/documents/runs', { query: { limit: 20 } })
export const readRunFile = (id: string) => blob('/api/documents/runs/{id}/file', { path: { id } })
export const cancelRun = (id: string) =>
  post('/api/documents/runs/{id}/cancellation', { path: { id } })
export const markRunPrinted = (id: string) =>
  post('/api/documents/runs/{id}/printed', { path: { id } })
export const repeatRun = (id: string) =>
  post('/api/documents/runs/{id}/repetition', { path: { id }, body: {} })
export const runFailures = (id: string) =>
  get('/api/documents/runs/{id}/failures', { path: { id } })

export type ScanBatch = Schema['ScanBatchView']
export type ScanPage = Schema['ScanPageRow']
export const uploadScan = (file: File) =>
  upload('/api/documents/scans', file, { query: { filename: file.name } })
export const listScans = () => get('/api/documents/scans', { query: { limit: 20 } })
export const listScanPages = (query: QueryOf<'/api/documents/scan-pages'>) =>
  get('/api/documents/scan-pages', { query })
export const readScan = (id: string) =>
  blob('/api/documents/scan-pages/{id}/image.jpg', { path: { id } })
export const assignScan = (id: string, body: Schema['AssignCommand']) =>
  post('/api/documents/scan-pages/{id}/assignment', { path: { id }, body })
export const dismissScan = (id: string, body: Schema['ScanReason']) =>
  post('/api/documents/scan-pages/{id}/dismissal', { path: { id }, body })
export const detachScan = (id: string, body: Schema['ScanReason']) =>
  post('/api/documents/scan-pages/{id}/detachment', { path: { id }, body })

export type PaperTemplate = Schema['Template']
export type PaperField = Schema['TemplateField']
export type DraftView = Schema['DraftView']
export type DraftState = Schema['DraftState']
export const listTemplates = () => get('/api/documents/templates')
export const listDrafts = () => get('/api/documents/template-drafts')
export const readDraft = (id: string) =>
  get('/api/documents/template-drafts/{id}', { path: { id } })
export const beginDraft = (kind: Schema['DocumentKind'], idempotencyKey: string) =>
  post('/api/documents/template-drafts', { body: { kind }, idempotencyKey })
export const changeDraft = (id: string, body: Schema['DraftChange']) =>
  put('/api/documents/template-drafts/{id}', { path: { id }, body })
export const previewTemplate = (form: PaperTemplate) =>
  postForFile('/api/documents/template-drafts/preview', { body: { form } })
const draftStep =
  (
    route:
      | '/api/documents/template-drafts/{id}/submission'
      | '/api/documents/template-drafts/{id}/withdrawal'
      | '/api/documents/template-drafts/{id}/approval'
      | '/api/documents/template-drafts/{id}/refusal',
  ) =>
  (id: string, body: Schema['DraftStep']) =>
    post(route, { path: { id }, body })
export const draftSteps = {
  submit: draftStep('/api/documents/template-drafts/{id}/submission'),
  withdraw: draftStep('/api/documents/template-drafts/{id}/withdrawal'),
  approve: draftStep('/api/documents/template-drafts/{id}/approval'),
  refuse: draftStep('/api/documents/template-drafts/{id}/refusal'),
}

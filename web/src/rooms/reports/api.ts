import { blob, get, post, upload } from '@/platform/client'
import { everyOf, type QueryOf, type Schema } from '@/platform/routes'

export type Figure = Schema['FigureRow']
export type FormRow = Schema['ReportFormRow']
export type FormView = Schema['ReportFormView']
export type FormCell = Schema['ReportFormCell']
export type CellSource = Schema['CellSource']
export type Preview = Schema['ReportPreview']
export type FigureView = Schema['ReportFigureView']
export type WrittenCell = Schema['WrittenCell']
export type ReportRow = Schema['UpwardReportRow']
export type ReportView = Schema['UpwardReportView']
export type Community = Schema['ReportCommunity']
export type TraceRow = Schema['TraceRow']
export type ReportQuery = QueryOf<'/api/reports'>

export const sources = everyOf<CellSource>()([
  'figure',
  'community_figure',
  'community_name',
  'text',
  'day',
  'area',
  'recipient',
  'reporter',
  'by_hand',
  'left',
])

export const listFigures = () => get('/api/reports/figures')
export const listForms = () => get('/api/reports/forms')
export const readForm = (id: string) => get('/api/reports/forms/{id}', { path: { id } })
export const addForm = (file: File, title: string) =>
  upload('/api/reports/forms', file, { query: { title, file_name: file.name } })
export const addVersion = (id: string, file: File) =>
  upload('/api/reports/forms/{id}/versions', file, {
    path: { id },
    query: { file_name: file.name },
  })
export const mapCells = (id: string, body: Schema['FormMapping']) =>
  post('/api/reports/forms/{id}/mapping', { path: { id }, body })
export const retireForm = (id: string, version: number) =>
  post('/api/reports/forms/{id}/retirement', { path: { id }, body: { version } })
export const readFormFile = (id: string, number: number) =>
  blob('/api/reports/forms/{id}/versions/{number}/form.xlsx', {
    path: { id, number: String(number) },
  })

export const readPreview = (query: QueryOf<'/api/reports/preview'>) =>
  get('/api/reports/preview', { query })
export const traceNow = (query: QueryOf<'/api/reports/trace'>) =>
  get('/api/reports/trace', { query })
export const report = (body: Schema['ReportCommand'], idempotencyKey: string) =>
  post('/api/reports', { body, idempotencyKey })
export const listReports = (query: ReportQuery, signal?: AbortSignal) =>
  get('/api/reports', { query, signal })
export const readReport = (id: string) => get('/api/reports/{id}', { path: { id } })
export const traceReport = (id: string, query: QueryOf<'/api/reports/{id}/trace'>) =>
  get('/api/reports/{id}/trace', { path: { id }, query })
export const readReportFile = (id: string) =>
  blob('/api/reports/{id}/report.xlsx', { path: { id } })

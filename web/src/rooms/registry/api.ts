import { at, download, get, post, upload, type Page, type Query } from '@/platform/client'

export interface PersonRow {
  id: string
  name: string
  sex: string
  birth_date?: string | null
  age?: number | null
  area_code: string
  address_text: string
  phone_masked: string
  identity_masked: string
  smartphone: 'yes' | 'no'
  household: string
  open_order?: string | null
}
export interface PersonView extends PersonRow {
  pinyin: string
  address_masked: string
  zone: string
  identity_kind: string
  relation: string
  guardian?: { id: string; name: string } | null
  version: number
  created_at: string
  updated_at: string
  history: {
    version: number
    at: string
    actor_name: string
    kind: string
    reason: string
    fields: string[]
  }[]
}
export interface HouseholdView {
  id: string
  area_code: string
  name: string
  address_text: string
  members: PersonRow[]
}
export type SealedField = 'identity_number' | 'phone' | 'address'
export const relations = [
  'unknown',
  'head',
  'spouse',
  'child',
  'parent',
  'grandparent',
  'grandchild',
  'sibling',
  'other',
  'tenant',
] as const
export const identityKinds = [
  'resident_identity_card',
  'passport',
  'hong_kong_macao_permit',
  'taiwan_permit',
  'permanent_resident_card',
  'household_register',
  'other',
] as const
export const zones = ['resettlement', 'campus', 'office_park', 'city'] as const

const people = '/api/registry/people'
export const listPeople = (query: Query, signal?: AbortSignal) =>
  get<Page<PersonRow>>(people, query, signal)
export const readPerson = (id: string) => get<PersonView>(at(`${people}/{id}`, { id }))
export const addPerson = (form: object, idempotencyKey: string) =>
  post<PersonView>(people, form, { idempotencyKey })
export const changePerson = (id: string, changes: object, idempotencyKey: string) =>
  post<PersonView>(at(`${people}/{id}/changes`, { id }), changes, { idempotencyKey })
export const disclose = (id: string, field: SealedField, reason: string) =>
  post<{ value: string; until: string }>(at(`${people}/{id}/disclosure`, { id }), { field, reason })
export const exportPeople = (query: Query) =>
  download(`${people}/export.xlsx`, 'people.xlsx', query)
export const readHousehold = (id: string) =>
  get<HouseholdView>(at('/api/registry/households/{id}', { id }))
export interface AccessRow {
  seq: number
  at: string
  actor_name: string
  action: string
  reason: string
}
export const accessesOf = (id: string) =>
  get<Page<AccessRow>>(at('/api/privacy/people/{id}/accesses', { id }))

export type ImportState =
  'uploaded' | 'mapped' | 'running' | 'finished' | 'undoing' | 'undone' | 'expired'
export interface ImportColumn {
  index: number
  title: string
  samples: string[]
  suggestion?: string | null
}
export interface ImportView {
  id: string
  filename?: string
  state: ImportState
  columns?: ImportColumn[]
  header_row: number
  area_code?: string
  rows: number
  rows_done?: number
  good?: number
  bad?: number
  duplicates?: number
  alike?: number
  removed?: number
  kept?: number
  created_at?: string
  finished_at?: string | null
}
export interface ImportPreviewRow {
  row: number
  name: string
  identity_masked: string
  phone_masked: string
  place: string
  is_duplicate: boolean
  errors: { field: string; key: string }[]
}
export interface ImportPreview {
  rows: ImportPreviewRow[]
  good: number
  bad: number
  duplicates: number
}
const imports = '/api/registry/imports'
export const uploadImport = (file: File) =>
  upload<ImportView>(imports, file, { filename: file.name })
export const listImports = async (): Promise<ImportView[]> => {
  const found = await get<ImportView[] | Page<ImportView>>(imports)
  return Array.isArray(found) ? found : found.items
}
export const readImport = (id: string) => get<ImportView>(at(`${imports}/{id}`, { id }))
export const mapImport = (
  id: string,
  body: { header_row: number; columns: Record<string, number>; area_code?: string },
) => post<ImportPreview>(at(`${imports}/{id}/mapping`, { id }), body)
export const startImport = (id: string) => post<ImportView>(at(`${imports}/{id}/start`, { id }))
export const undoImport = (id: string) => post<ImportView>(at(`${imports}/{id}/undo`, { id }))
export const saveErrors = (id: string) =>
  download(at(`${imports}/{id}/errors.xlsx`, { id }), 'errors.xlsx')

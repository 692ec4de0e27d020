import { blob, get, post, save, upload } from '@/platform/client'
import { everyOf, type QueryOf, type Schema } from '@/platform/routes'

export type PersonRow = Schema['PersonRow']
export type PersonView = Schema['PersonView']
export type PersonForm = Schema['PersonForm']
export type PersonChanges = Schema['PersonChanges']
export type PersonMove = Schema['PersonMove']
export type HouseholdView = Schema['HouseholdView']
export type SealedField = Schema['SealedField']
export type PeopleQuery = QueryOf<'/api/registry/people'>

export const relations = everyOf<Schema['Relation']>()([
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
])
export const identityKinds = everyOf<Schema['IdentityKind']>()([
  'resident_identity_card',
  'passport',
  'hong_kong_macao_permit',
  'taiwan_permit',
  'permanent_resident_card',
  'household_register',
  'other',
])
export const zones = everyOf<Schema['ZoneKind']>()([
  'resettlement',
  'campus',
  'office_park',
  'city',
])

export const listPeople = (query: PeopleQuery, signal?: AbortSignal) =>
  get('/api/registry/people', { query, signal })
export const readPerson = (id: string) => get('/api/registry/people/{id}', { path: { id } })
export const addPerson = (body: PersonForm, idempotencyKey: string) =>
  post('/api/registry/people', { body, idempotencyKey })
export const changePerson = (id: string, body: PersonChanges, idempotencyKey: string) =>
  post('/api/registry/people/{id}/changes', { path: { id }, body, idempotencyKey })
export const movePerson = (id: string, body: PersonMove, idempotencyKey: string) =>
  post('/api/registry/people/{id}/move', { path: { id }, body, idempotencyKey })
export const disclose = (id: string, field: SealedField, reason: string) =>
  post('/api/registry/people/{id}/disclosure', { path: { id }, body: { field, reason } })
export const exportPeople = async (query: QueryOf<'/api/registry/people/export.xlsx'>) =>
  save(await blob('/api/registry/people/export.xlsx', { query }), 'people.xlsx')
export const readHousehold = (id: string) => get('/api/registry/households/{id}', { path: { id } })
export const accessesOf = (id: string) => get('/api/privacy/people/{id}/accesses', { path: { id } })

export type ImportState = Schema['ImportState']
export type ImportColumn = Schema['ImportColumn']
export type ImportView = Schema['ImportView']
export type ImportPreview = Schema['ImportPreview']
export type ImportPreviewRow = Schema['ImportPreviewRow']
export type ImportTwin = Schema['ImportTwinView']

export const uploadImport = (file: File) =>
  upload('/api/registry/imports', file, { query: { filename: file.name } })
export const listImports = async () => (await get('/api/registry/imports')).items
export const readImport = (id: string) => get('/api/registry/imports/{id}', { path: { id } })
export const mapImport = (id: string, body: Schema['ImportMappingForm']) =>
  post('/api/registry/imports/{id}/mapping', { path: { id }, body })
export const startImport = (id: string) =>
  post('/api/registry/imports/{id}/start', { path: { id }, body: {} })
export const undoImport = (id: string) => post('/api/registry/imports/{id}/undo', { path: { id } })
export const listTwins = (id: string, after: string, signal?: AbortSignal) =>
  get('/api/registry/imports/{id}/duplicates', { path: { id }, query: { after }, signal })
export const saveErrors = async (id: string) =>
  save(await blob('/api/registry/imports/{id}/errors.xlsx', { path: { id } }), 'errors.xlsx')

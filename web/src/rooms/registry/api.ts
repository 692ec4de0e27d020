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
export const exportPeople = async (
  query: QueryOf<'/api/registry/people/export.xlsx'>,
  format: string,
) =>
  format === 'csv'
    ? save(await blob('/api/registry/people/export.csv', { query }), 'people.csv')
    : save(await blob('/api/registry/people/export.xlsx', { query }), 'people.xlsx')
export const readHousehold = (id: string) => get('/api/registry/households/{id}', { path: { id } })
export const accessesOf = (id: string) => get('/api/privacy/people/{id}/accesses', { path: { id } })

export type ImportMappingForm = Schema['ImportMappingForm']
export type ImportMode = Schema['ImportMode']
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
export const cancelImport = (id: string) =>
  post('/api/registry/imports/{id}/cancel', { path: { id } })
export const undoImport = (id: string) => post('/api/registry/imports/{id}/undo', { path: { id } })
export const listTwins = (id: string, after: string, signal?: AbortSignal) =>
  get('/api/registry/imports/{id}/duplicates', { path: { id }, query: { after }, signal })
export const saveErrors = async (id: string) =>
  save(await blob('/api/registry/imports/{id}/errors.xlsx', { path: { id } }), 'errors.xlsx')

export type Pair = Schema['PairView']
export type PairSummary = Schema['PairSummary']
export type Likeness = Schema['Likeness']
export type MergeField = Schema['MergeField']
export type MergePreview = Schema['MergePreview']
export type MergeView = Schema['MergeView']
export type MergeRun = Schema['MergeRunView']
export type MergeResult = Schema['MergeResultView']

export const likenesses = everyOf<Likeness>()(['exact', 'likely', 'possible'])

export const listPairs = (query: QueryOf<'/api/registry/duplicates'>) =>
  get('/api/registry/duplicates', { query })
export const readPairSummary = () => get('/api/registry/duplicates/summary')
export const searchPairs = () => post('/api/registry/duplicates/search')
export const decidePair = (a: string, b: string, apart: boolean) =>
  post('/api/registry/duplicates/decision', { body: { a, b, apart } })
export const previewMerge = (kept: string, gone: string, taken?: MergeField[]) =>
  get('/api/registry/merges/preview', {
    query: { kept, gone, ...(taken ? { taken: taken.join(',') } : {}) },
  })
export const mergePeople = (body: Schema['MergeForm'], idempotencyKey: string) =>
  post('/api/registry/merges', { body, idempotencyKey })
export const undoMerge = (id: string) => post('/api/registry/merges/{id}/undo', { path: { id } })
export const splitMerge = (id: string, reason: string) =>
  post('/api/registry/merges/{id}/split', { path: { id }, body: { reason } })
export const listMerges = (query: QueryOf<'/api/registry/merges'>) =>
  get('/api/registry/merges', { query })
export const listMergeRuns = async () => (await get('/api/registry/merge-runs')).items
export const startMergeRun = (reason: string) =>
  post('/api/registry/merge-runs', { body: { reason } })
export const readMergeRun = (id: string) => get('/api/registry/merge-runs/{id}', { path: { id } })
export const cancelMergeRun = (id: string) =>
  post('/api/registry/merge-runs/{id}/cancel', { path: { id } })
export const undoMergeRun = (id: string) =>
  post('/api/registry/merge-runs/{id}/undo', { path: { id } })
export const mergeResults = (id: string, after?: number) =>
  get('/api/registry/merge-runs/{id}/results', { path: { id }, query: { after } })

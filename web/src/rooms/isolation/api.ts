import { blob, get, post, save } from '@/platform/client'
import { everyOf, type BodyOf, type QueryOf, type Schema } from '@/platform/routes'

export type OrderState = Schema['OrderState']
export type Place = Schema['IsolationPlace']
export type PaperKind = Schema['PaperKind']
export type Outcome = Schema['ScreeningOutcome']
export type Symptom = Schema['Symptom']
export type Mood = Schema['Mood']
export type OrderRow = Schema['OrderRow']
export type OrderView = Schema['OrderView']
export type OrderForm = Schema['OrderForm']
export type OrderPaper = Schema['OrderPaperView']
export type Report = Schema['HealthReportView']
export type ReportForm = Schema['ReportForm']
export type OwnOrder = Schema['OwnOrderView']
export type OwnReportForm = Schema['OwnReportForm']
export type Visit = Schema['VisitView']
export type VisitForm = Schema['VisitForm']
export type Message = Schema['MessageView']
export type OwnMessage = Schema['OwnMessageView']
export type Alert = Schema['AlertRow']
export type ClosureForm = Schema['AlertClosureForm']
export type NextStep = Schema['NextStepView']
export type TimelineEntry = Schema['TimelineItem']
export type TodoItem = Schema['TodoItem']
export type ScreeningForm = Schema['ScreeningForm']
export type ScreeningRow = Schema['ScreeningRow']
export type ScreeningView = Schema['ScreeningView']
export type HouseholdMember = Schema['PersonRow']
export type CalendarRow = Schema['CalendarRow']
export type CalendarCell = Schema['CalendarCell']
export type CalendarPage = Schema['CalendarPage']
export type CalendarWindow = Schema['Window']
export type CalendarEntry = Schema['CalendarEntry']
export type CalendarOutcome = Schema['CalendarOutcome']
export type OnBehalf = Exclude<Schema['ReportSource'], 'self'>
export type CalendarQuery = QueryOf<'/api/isolation/calendar'>
export type Bulk = Schema['BulkView']
export type BulkKind = Schema['BulkKind']
export type BulkRow = Schema['BulkRowView']
export type BulkSelection = Schema['BulkSelection']
export type OrderQuery = QueryOf<'/api/isolation/orders'>
export type AlertQuery = QueryOf<'/api/isolation/alerts'>
export type ScreeningQuery = QueryOf<'/api/isolation/screenings'>
export type TodoQuery = QueryOf<'/api/isolation/todo'>

export const orderStates = everyOf<OrderState>()([
  'awaiting_confirmation',
  'active',
  'released',
  'transferred',
  'withdrawn',
  'refused',
])
export const symptoms = everyOf<Symptom>()([
  'cough',
  'sore_throat',
  'fatigue',
  'breathlessness',
  'runny_nose',
  'diarrhoea',
  'vomiting',
  'loss_of_smell',
  'headache',
  'muscle_ache',
  'chills',
  'other',
])
export const moods = everyOf<Mood>()(['calm', 'low', 'anxious', 'distressed'])
export const findings = everyOf<Schema['VisitFinding']>()([
  'at_home_well',
  'at_home_unwell',
  'not_met',
  'needs_help',
])
/** What a person may close an alert with; the rest the system finds by itself. */
export type Closure = Schema['AlertFinding']
export const closures: Closure[] = ['handled', 'referred', 'false_alarm']
export const positionClosures: Closure[] = [
  'real_exit',
  'drift',
  'flat_battery',
  'permitted',
  'other',
]
/** An alert of positions is answered by what was found behind it. */
export const closuresOf = (kind: Alert['kind']): Closure[] =>
  kind === 'left_home' || kind === 'phone_silent' ? positionClosures : closures
export const alertKinds = everyOf<Schema['AlertKind']>()([
  'report_missing',
  'fever',
  'paper_missing',
  'days_over',
  'visit_missing',
  'left_home',
  'phone_silent',
])
export const outcomes = everyOf<Outcome>()([
  'admit',
  'home_isolation',
  'central_isolation',
  'medical_referral',
])

export const listOrders = (query: OrderQuery, signal?: AbortSignal) =>
  get('/api/isolation/orders', { query, signal })
export const readOrder = (id: string) => get('/api/isolation/orders/{id}', { path: { id } })
export const makeOrders = (body: OrderForm, idempotencyKey: string) =>
  post('/api/isolation/orders', { body, idempotencyKey })

const order = '/api/isolation/orders/{id}'
/** The bodies that each decision takes. */
export interface Decisions {
  confirmation: BodyOf<`${typeof order}/confirmation`>
  refusal: BodyOf<`${typeof order}/refusal`>
  extension: BodyOf<`${typeof order}/extension`>
  transfer: BodyOf<`${typeof order}/transfer`>
  withdrawal: BodyOf<`${typeof order}/withdrawal`>
  release: BodyOf<`${typeof order}/release`>
}
export type Decision = keyof Decisions
type Decide<D extends Decision> = (
  id: string,
  body: Decisions[D],
  idempotencyKey?: string,
) => Promise<OrderView>
export const decide: { [D in Decision]: Decide<D> } = {
  confirmation: (id, body, idempotencyKey) =>
    post(`${order}/confirmation`, { path: { id }, body, idempotencyKey }),
  refusal: (id, body, idempotencyKey) =>
    post(`${order}/refusal`, { path: { id }, body, idempotencyKey }),
  extension: (id, body, idempotencyKey) =>
    post(`${order}/extension`, { path: { id }, body, idempotencyKey }),
  transfer: (id, body, idempotencyKey) =>
    post(`${order}/transfer`, { path: { id }, body, idempotencyKey }),
  withdrawal: (id, body, idempotencyKey) =>
    post(`${order}/withdrawal`, { path: { id }, body, idempotencyKey }),
  release: (id, body, idempotencyKey) =>
    post(`${order}/release`, { path: { id }, body, idempotencyKey }),
}
export const reassign = (id: string, body: Schema['ReassignmentForm'], idempotencyKey?: string) =>
  post(`${order}/assignment`, { path: { id }, body, idempotencyKey })
export const fileReport = (id: string, body: ReportForm, idempotencyKey: string) =>
  post(`${order}/reports`, { path: { id }, body, idempotencyKey })
export const logVisit = (id: string, body: VisitForm, idempotencyKey: string) =>
  post(`${order}/visits`, { path: { id }, body, idempotencyKey })
export const listMessages = (id: string) => get(`${order}/messages`, { path: { id } })
export const sendMessage = (id: string, text: string, idempotencyKey: string) =>
  post(`${order}/messages`, { path: { id }, body: { text }, idempotencyKey })
export const takeBackMessage = (id: string, idempotencyKey: string) =>
  post('/api/isolation/messages/{id}/withdrawal', { path: { id }, idempotencyKey })
export const makePaper = (id: string, kind: PaperKind) =>
  post(`${order}/papers`, { path: { id }, body: { kind } })
export const exportOrders = async (query: QueryOf<'/api/isolation/orders/export.xlsx'>) =>
  save(await blob('/api/isolation/orders/export.xlsx', { query }), 'orders.xlsx')

export const countOrders = (query: OrderQuery) => get('/api/isolation/orders/count', { query })
const many = '/api/isolation/bulk'
export const bulk = {
  release: (body: BodyOf<`${typeof many}/releases`>, idempotencyKey: string) =>
    post(`${many}/releases`, { body, idempotencyKey }),
  extension: (body: BodyOf<`${typeof many}/extensions`>, idempotencyKey: string) =>
    post(`${many}/extensions`, { body, idempotencyKey }),
  paper: (body: BodyOf<`${typeof many}/papers`>, idempotencyKey: string) =>
    post(`${many}/papers`, { body, idempotencyKey }),
  reassignment: (body: BodyOf<`${typeof many}/assignments`>, idempotencyKey: string) =>
    post(`${many}/assignments`, { body, idempotencyKey }),
  message: (body: BodyOf<`${typeof many}/messages`>, idempotencyKey: string) =>
    post(`${many}/messages`, { body, idempotencyKey }),
  read: (id: string) => get(`${many}/{id}`, { path: { id } }),
  rows: (id: string, query: QueryOf<`${typeof many}/{id}/rows`>) =>
    get(`${many}/{id}/rows`, { path: { id }, query }),
  start: (id: string, idempotencyKey: string) =>
    post(`${many}/{id}/start`, { path: { id }, idempotencyKey }),
  cancel: (id: string, idempotencyKey: string) =>
    post(`${many}/{id}/cancellation`, { path: { id }, idempotencyKey }),
  undo: (id: string, idempotencyKey: string) =>
    post(`${many}/{id}/undo`, { path: { id }, idempotencyKey }),
}
export const paperKinds = everyOf<PaperKind>()([
  'isolation_notice',
  'isolation_commitment',
  'building_commitment',
  'installation_receipt',
  'status_report',
  'release_notice',
])
export const readCalendar = (query: CalendarQuery, signal?: AbortSignal) =>
  get('/api/isolation/calendar', { query, signal })
export const enterReports = (source: OnBehalf, cells: CalendarEntry[], idempotencyKey: string) =>
  post('/api/isolation/calendar/reports', { body: { source, cells }, idempotencyKey })
export const takeBackReports = (reports: string[], idempotencyKey: string) =>
  post('/api/isolation/calendar/withdrawals', { body: { reports }, idempotencyKey })

export const listAlerts = (query: AlertQuery, signal?: AbortSignal) =>
  get('/api/isolation/alerts', { query, signal })
export const acknowledge = (id: string) =>
  post('/api/isolation/alerts/{id}/acknowledgement', { path: { id } })
export const closeAlert = (id: string, body: ClosureForm, idempotencyKey: string) =>
  post('/api/isolation/alerts/{id}/closure', { path: { id }, body, idempotencyKey })

export const listTodo = (query: TodoQuery) => get('/api/isolation/todo', { query })
export const readSummary = () => get('/api/isolation/summary')

export const listScreenings = (query: ScreeningQuery, signal?: AbortSignal) =>
  get('/api/isolation/screenings', { query, signal })
export const readScreening = (id: string) => get('/api/isolation/screenings/{id}', { path: { id } })
export const makeScreening = (body: ScreeningForm, idempotencyKey: string) =>
  post('/api/isolation/screenings', { body, idempotencyKey })

export const readOwn = () => get('/api/isolation/me')
export const fileOwnReport = (body: OwnReportForm, idempotencyKey: string) =>
  post('/api/isolation/me/reports', { body, idempotencyKey })
export const listOwnMessages = () => get('/api/isolation/me/messages')
export const readOwnMessage = (id: string) =>
  post('/api/isolation/me/messages/{id}/read', { path: { id } })
export const listOwnAccesses = () => get('/api/privacy/me/accesses')
export const listWorkers = (area: string) => get('/api/isolation/workers', { query: { area } })

export const readPerson = (id: string) => get('/api/registry/people/{id}', { path: { id } })
export const readHousehold = (id: string) => get('/api/registry/households/{id}', { path: { id } })
export const disclosePhone = (person: string, reason: string) =>
  post('/api/registry/people/{id}/disclosure', {
    path: { id: person },
    body: { field: 'phone', reason },
  })

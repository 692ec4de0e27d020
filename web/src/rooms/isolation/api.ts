import { at, download, get, post, type Page, type Query } from '@/platform/client'

export type OrderState =
  'awaiting_confirmation' | 'active' | 'released' | 'withdrawn' | 'refused' | 'transferred'
export type Place = 'home' | 'central'
export type PaperKind =
  | 'isolation_commitment'
  | 'isolation_notice'
  | 'building_commitment'
  | 'installation_receipt'
  | 'status_report'
  | 'release_notice'
export type PaperProgress =
  'not_needed' | 'not_yet' | 'due' | 'made' | 'handed_over' | 'signed_by_person' | 'missing'
export type AlertKind = 'report_missing' | 'fever' | 'paper_missing' | 'days_over' | 'visit_missing'
export type Outcome = 'admit' | 'home_isolation' | 'central_isolation' | 'medical_referral'

export const symptoms = [
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
] as const
export const moods = ['calm', 'low', 'anxious', 'distressed'] as const
export const findings = ['at_home_well', 'at_home_unwell', 'not_met', 'needs_help'] as const
export const closures = ['handled', 'referred', 'false_alarm'] as const

export interface Cell {
  id: string
  name: string
}
export interface PersonCell extends Cell {
  age?: number | null
  phone_masked: string
}
export interface OrderRow {
  id: string
  number: string
  person: PersonCell
  area_name: string
  place: Place
  state: OrderState
  start_date: string
  end_date: string
  day: number
  days: number
  worker_name: string
  completeness: { due: number; done: number }
  alerts_open: number
  last_report_at?: string | null
  made_at: string
  version: number
}
export interface Reason {
  key: string
  params: Record<string, string>
}
export interface NextStep {
  kind:
    | 'confirm'
    | 'handle_alert'
    | 'release'
    | 'meet_condition'
    | 'paper'
    | 'report'
    | 'watch'
    | 'none'
  key: string
  due_at?: string | null
  detail: string
  allowed: boolean
}
export interface OrderPaper {
  kind: PaperKind
  progress: PaperProgress
  needs: string
  due_at?: string | null
  done: boolean
  document_id?: string | null
  document_number?: string | null
}
export interface Report {
  id: string
  taken_at: string
  filed_at: string
  window_key: string
  filed_by_name: string
  source: 'self' | 'telephone' | 'worker'
  late: boolean
  temperature?: number | null
  symptoms?: string[] | null
  mood?: string | null
}
export interface Visit {
  id: string
  kind: 'visit' | 'call'
  at: string
  made_by_name: string
  finding?: string | null
  note?: string | null
}
export interface Alert {
  id: string
  kind: AlertKind
  state: 'open' | 'acknowledged' | 'closed'
  order: string
  order_number: string
  person_name: string
  area_name: string
  raised_at: string
  due_at?: string | null
  level: 'worker' | 'lead' | 'command'
  assignee: Cell
  occasions: number
  acknowledged_at?: string | null
  closed_at?: string | null
  finding?: string | null
  note?: string | null
  version: number
}
export interface TimelineEntry {
  at: string
  kind: 'decision' | 'report' | 'visit' | 'alert'
  key: string
  actor_name: string
  subject: string
  params: Record<string, string>
}
export interface OrderHistory {
  id: string
  action: string
  at: string
  actor_name: string
  reason?: string | null
  details: Record<string, string>
}
export interface OrderView extends Omit<OrderRow, 'worker_name'> {
  household: string
  smartphone: boolean
  worker: Cell
  made_by: Cell
  confirmed_at?: string | null
  ended_at?: string | null
  transferred_to?: string | null
  policy_version: number
  reason?: string | null
  last_visit_at?: string | null
  next_step: NextStep
  release_conditions: { key: string; met: boolean; params: Record<string, string> }[]
  papers: OrderPaper[]
  reports: Report[]
  visits: Visit[]
  alerts: Alert[]
  rights: Reason[]
  timeline: TimelineEntry[]
  history: OrderHistory[]
}
export interface TodoItem {
  id: string
  kind: 'confirm_order' | 'alert' | 'paper' | 'report_due' | 'release_due' | 'done' | 'closed'
  subject_id: string
  order: string
  order_number: string
  title_key: string
  person_name: string
  area_name: string
  due_at?: string | null
  overdue: boolean
  action: string
  params: Record<string, string>
}
export interface Summary {
  as_of: string
  awaiting: number
  active_home: number
  active_central: number
  release_due: number
  reports_missing: number
  papers_missing: number
  released_today: number
  alerts_worker: number
  alerts_lead: number
  alerts_command: number
}
export interface ScreeningForm {
  person?: string
  newcomer?: {
    name: string
    identity_number: string
    phone: string
    area_code: string
    address: string
    birth_date?: string
  }
  place: string
  area_code?: string
  questionnaire: { contact: boolean; symptoms: string[] }
  itinerary: { area_code: string; from: string; until: string }[]
  temperature: number
}
export interface ScreeningRow {
  id: string
  person?: string | null
  person_name: string
  place: string
  made_by_name: string
  made_at: string
  outcome: Outcome
  policy_version: number
}
export interface ScreeningView extends ScreeningRow {
  exposed_until?: string | null
  suggested_days: number
  reasons: Reason[]
}
export interface OrderForm {
  people: string[]
  screening?: string
  reason: string
  place: Place
  place_area_code?: string
  start_date?: string
  days?: number
}

const orders = '/api/isolation/orders'
export const listOrders = (query: Query, signal?: AbortSignal) =>
  get<Page<OrderRow>>(orders, query, signal)
export const readOrder = (id: string) => get<OrderView>(at(`${orders}/{id}`, { id }))
export const makeOrders = (form: OrderForm, idempotencyKey: string) =>
  post<{ orders: OrderView[] }>(orders, form, { idempotencyKey })
export type Decision =
  'confirmation' | 'refusal' | 'extension' | 'transfer' | 'withdrawal' | 'release'
export const decide = (id: string, what: Decision, body: object, idempotencyKey?: string) =>
  post<OrderView>(at(`${orders}/{id}/${what}`, { id }), body, { idempotencyKey })
export const fileReport = (id: string, body: object, idempotencyKey: string) =>
  post<Report>(at(`${orders}/{id}/reports`, { id }), body, { idempotencyKey })
export const logVisit = (id: string, body: object, idempotencyKey: string) =>
  post<Visit>(at(`${orders}/{id}/visits`, { id }), body, { idempotencyKey })
export const makePaper = (id: string, kind: PaperKind) =>
  post(at(`${orders}/{id}/papers`, { id }), { kind })
export const exportOrders = (query: Query) =>
  download(`${orders}/export.xlsx`, 'orders.xlsx', query)

export const listAlerts = (query: Query, signal?: AbortSignal) =>
  get<Page<Alert>>('/api/isolation/alerts', query, signal)
export const acknowledge = (id: string) =>
  post<Alert>(at('/api/isolation/alerts/{id}/acknowledgement', { id }))
export const closeAlert = (id: string, body: object, idempotencyKey: string) =>
  post<Alert>(at('/api/isolation/alerts/{id}/closure', { id }), body, { idempotencyKey })

export const listTodo = (query: Query) => get<Page<TodoItem>>('/api/isolation/todo', query)
export const readSummary = () => get<Summary>('/api/isolation/summary')

export const listScreenings = (query: Query, signal?: AbortSignal) =>
  get<Page<ScreeningRow>>('/api/isolation/screenings', query, signal)
export const readScreening = (id: string) =>
  get<ScreeningView>(at('/api/isolation/screenings/{id}', { id }))
export const makeScreening = (form: ScreeningForm, idempotencyKey: string) =>
  post<ScreeningView>('/api/isolation/screenings', form, { idempotencyKey })
export const readHousehold = (id: string) =>
  get<{ id: string; name: string; address_text: string; members: HouseholdMember[] }>(
    at('/api/registry/households/{id}', { id }),
  )
export interface HouseholdMember {
  id: string
  name: string
  age?: number | null
  phone_masked: string
  smartphone: string
  open_order?: string | null
}
export const disclosePhone = (person: string, reason: string) =>
  post<{ value: string; until: string }>(
    at('/api/registry/people/{id}/disclosure', { id: person }),
    {
      field: 'phone',
      reason,
    },
  )

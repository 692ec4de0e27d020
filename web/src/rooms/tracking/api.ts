import { blob, get, post, put, save } from '@/platform/client'
import type { BodyOf, QueryOf, Schema } from '@/platform/routes'

export type HomeRow = Schema['HomeRow']
export type FenceView = Schema['FenceView']
export type FenceForm = Schema['FenceForm']
export type FenceShapes = Pick<FenceView, 'circles' | 'polygons'>
export type Errand = Schema['ErrandView']
export type CredentialIssued = Schema['CredentialIssued']
export type CredentialView = Schema['CredentialView']
export type CredentialForm = Schema['CredentialForm']
export type TrackView = Schema['TrackView']
export type TrackPointView = Schema['TrackPointView']
export type TrackAlert = Schema['TrackingAlertRow']
export type TrackLook = Schema['GrantView']
export type LadderStep = Schema['LadderStep']
export type FalseAlarmRow = Schema['FalseAlarmRow']
export type Certificate = Schema['CertificateView']
export type OwnTracking = Schema['OwnTrackingView']
export type OwnWatch = Schema['OwnWatchView']
export type DeviceStates = Schema['DeviceStates']
export type AlertQuery = QueryOf<'/api/tracking/alerts'>

const homesAtOnce = 200
/** All homes in reach: the map shows them together. */
export async function listHomes(): Promise<HomeRow[]> {
  const homes: HomeRow[] = []
  let after: string | undefined
  do {
    const page = await get('/api/tracking/homes', { query: { limit: homesAtOnce, after } })
    homes.push(...page.items)
    after = page.next || undefined
  } while (after)
  return homes
}

const of = (id: string) => ({ path: { id } })
export const fenceOf = (id: string) => get('/api/tracking/orders/{id}/fence', of(id))
export const setFence = (id: string, body: FenceForm) =>
  put('/api/tracking/orders/{id}/fence', { ...of(id), body })
export const credentialOf = (id: string) => get('/api/tracking/orders/{id}/credential', of(id))
export const issueCredential = (id: string, body: CredentialForm, idempotencyKey?: string) =>
  post('/api/tracking/orders/{id}/credential', { ...of(id), body, idempotencyKey })
export const withdrawCredential = (id: string, reason: string) =>
  post('/api/tracking/orders/{id}/credential/withdrawal', { ...of(id), body: { reason } })

export const openTrack = (id: string, reason: string) =>
  post('/api/tracking/orders/{id}/track', { ...of(id), body: { reason } })
export const lookAtTrack = (id: string) => get('/api/tracking/orders/{id}/track', of(id))
export async function exportTrack(id: string, format: 'gpx' | 'geojson', reason: string) {
  const call = { ...of(id), query: { reason } }
  const file =
    format === 'gpx'
      ? await blob('/api/tracking/orders/{id}/track.gpx', call)
      : await blob('/api/tracking/orders/{id}/track.geojson', call)
  save(file, `track.${format}`)
}

export const errandsOf = (id: string) => get('/api/tracking/orders/{id}/errands', of(id))
type ErrandForm = BodyOf<'/api/tracking/me/errands'>
export const askErrand = (id: string, body: ErrandForm, idempotencyKey: string) =>
  post('/api/tracking/orders/{id}/errands', { ...of(id), body, idempotencyKey })
export const askOwnErrand = (body: ErrandForm, idempotencyKey: string) =>
  post('/api/tracking/me/errands', { body, idempotencyKey })
export const decideErrand = (errand: Errand, decision: Schema['ErrandDecision']) =>
  post('/api/tracking/errands/{id}/decision', {
    ...of(errand.id),
    body: { decision, version: errand.version },
  })

export const listAlerts = (query: AlertQuery) => get('/api/tracking/alerts', { query })
export const logStep = (id: string, body: BodyOf<'/api/tracking/alerts/{id}/steps'>) =>
  post('/api/tracking/alerts/{id}/steps', { ...of(id), body })

export const falseAlarms = () => get('/api/tracking/false-alarms')
export const certificateOf = (id: string) => get('/api/tracking/certificates/{id}', of(id))
export const listCertificates = () => get('/api/tracking/certificates', { query: { limit: 100 } })

export const ownTracking = () => get('/api/tracking/me')
export const sendStates = (body: DeviceStates, idempotencyKey: string) =>
  post('/api/tracking/me/states', { body, idempotencyKey })
export const answerAlert = (alert: string) => post('/api/tracking/me/answers', { body: { alert } })

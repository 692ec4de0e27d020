// Which steps an order allows to whom; the server decides, this only hides what would be refused.
import type { Decision, OrderView } from './api'

export type Step = Decision | 'report' | 'visit' | 'message'
export type May = (permission: string) => boolean

const permissions: Record<Step, string> = {
  confirmation: 'isolation.confirm',
  refusal: 'isolation.confirm',
  extension: 'isolation.extend',
  transfer: 'isolation.transfer',
  withdrawal: 'isolation.withdraw',
  release: 'isolation.release',
  report: 'isolation.report',
  visit: 'isolation.visit',
  message: 'isolation.message',
}
const steps: Record<string, Step[]> = {
  awaiting_confirmation: ['confirmation', 'refusal', 'withdrawal', 'message'],
  active: ['report', 'visit', 'message', 'release', 'extension', 'transfer', 'withdrawal'],
}

export function stepsOf(order: Pick<OrderView, 'state'>, may: May): Step[] {
  return (steps[order.state] ?? []).filter((step) => may(permissions[step]))
}

/** The one main button: the next legal step if this viewer may take it, else the daily one. */
export function mainStep(
  order: Pick<OrderView, 'state' | 'next_step'>,
  may: May,
): Step | 'papers' | 'alerts' | null {
  const allowed = stepsOf(order, may)
  const kind = order.next_step.kind
  if (kind === 'confirm') return allowed.includes('confirmation') ? 'confirmation' : null
  if (kind === 'release') return allowed.includes('release') ? 'release' : null
  if (kind === 'handle_alert') return may('isolation.alert') ? 'alerts' : null
  if (kind === 'paper') return may('isolation.paper') ? 'papers' : null
  if (kind === 'report' || kind === 'watch' || kind === 'meet_condition') {
    return allowed.includes('report') ? 'report' : null
  }
  return null
}

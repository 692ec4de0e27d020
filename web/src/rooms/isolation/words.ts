// How the room's states are shown.
import { hasText, t } from '@/platform/i18n'
import type { Alert, OrderPaper, OrderState, Outcome } from './api'

type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain'

export const orderTone: Record<OrderState, Tone> = {
  awaiting_confirmation: 'warn',
  active: 'info',
  released: 'good',
  withdrawn: 'plain',
  refused: 'plain',
  transferred: 'warn',
}
export const outcomeTone: Record<Outcome, Tone> = {
  admit: 'good',
  home_isolation: 'warn',
  central_isolation: 'warn',
  medical_referral: 'bad',
}
export const alertTone = (alert: Alert): Tone => {
  if (alert.state === 'closed') return 'good'
  return alert.state === 'acknowledged' ? 'info' : 'bad'
}
export const paperTone = (paper: OrderPaper): Tone => {
  if (paper.done) return 'good'
  if (paper.progress === 'missing') return 'bad'
  return paper.progress === 'not_needed' || paper.progress === 'not_yet' ? 'plain' : 'warn'
}

/** Parameters that are themselves words (a paper's kind, an alert's kind) are said as words. */
export function sayParams(params: Record<string, string>): Record<string, string> {
  const prefixes = [
    'paper',
    'alert',
    'finding',
    'symptom',
    'outcome',
    'closure',
    'level',
    'target',
    'visit',
    'window',
    'report',
  ]
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const key = prefixes.map((prefix) => `${prefix}.${value}`).find(hasText)
      return [name, key ? t(key) : value]
    }),
  )
}
/** A condition is worded as what should hold; its key is that of the refusal when it does not. */
export function sayCondition(key: string, params: Record<string, string> = {}): string {
  const own = key.replace(/^isolation\.(condition\.)?/, 'condition.')
  return t(hasText(own) ? own : key, sayParams(params))
}
export const say = (key: string, params: Record<string, string> = {}) => t(key, sayParams(params))

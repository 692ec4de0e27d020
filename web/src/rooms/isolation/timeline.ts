// What has happened to an order, in words. Decisions carry their reasons from the history.
import { date } from '@/platform/format'
import { hasText, t } from '@/platform/i18n'
import type { TimelineItem } from '@/ui/Timeline.vue'
import type { OrderView, TimelineEntry } from './api'
import { sayParams } from './words'

const day = /^\d{4}-\d{2}-\d{2}$/
const reportWindow = /^(\d{4}-\d{2}-\d{2})\/(\d)$/
const windowNames = ['window.morning', 'window.evening']
const tones: Record<string, TimelineItem['tone']> = {
  'isolation.timeline.confirmed': 'good',
  'isolation.timeline.released': 'good',
  'isolation.timeline.alert': 'bad',
  'isolation.timeline.message_read': 'good',
  'isolation.timeline.refused': 'warn',
  'isolation.timeline.extended': 'warn',
  'isolation.timeline.transferred': 'warn',
  'isolation.timeline.withdrawn': 'warn',
}

/** A number of days, days and report windows ("2026-11-24/1") as people say them. */
function sayValue(name: string, value: string): string {
  if (name === 'days') return t('order.n_days', { n: value })
  const window = reportWindow.exec(value)
  const part = windowNames[Number(window?.[2]) - 1]
  if (window?.[1] && part) return `${date(window[1])} ${t(part)}`
  return day.test(value) ? date(value) : value
}

function detailOf(entry: TimelineEntry, order: OrderView): string {
  const words = Object.entries(sayParams(entry.params ?? {}))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => sayValue(name, value))
  const reason = order.history.find(
    (one) => one.id === entry.subject || one.at === entry.at,
  )?.reason
  return [words.join(' · '), entry.kind === 'decision' ? reason : ''].filter(Boolean).join('\n')
}

export function timelineOf(order: OrderView): TimelineItem[] {
  return [...order.timeline]
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map((entry) => ({
      at: entry.at,
      title: hasText(entry.key)
        ? t(entry.key, entry.params)
        : t(`isolation.timeline.${entry.kind}`),
      who: entry.actor_name,
      detail: detailOf(entry, order),
      tone: tones[entry.key] ?? 'plain',
    }))
}

// Times as workers say them.
import { t } from '@/platform/i18n'
import type { Schema } from '@/platform/routes'
import type { TrackPointView } from './api'
import type { TrackSpot } from './track'

type ApartPoint = Schema['ApartPointView']

const minuteMs = 60_000

/** 35 分钟, 2 小时 10 分 */
export function spanText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / minuteMs)
  if (minutes < 60) return t('web.minutes', { n: minutes })
  const rest = minutes % 60
  const hours = t('web.hours', { n: Math.floor(minutes / 60) })
  return rest === 0 ? hours : `${hours} ${t('web.minutes', { n: rest })}`
}

export function seenText(minutes: number | null | undefined): string {
  if (minutes === null || minutes === undefined) return t('track.never_seen')
  if (minutes < 1) return t('track.seen_now')
  return t('track.seen', { span: spanText(minutes * minuteMs) })
}

/** 电量 12%，充电中 */
export function batteryText(fraction: number, charging: boolean): string {
  const text = t('track.battery', { n: Math.round(fraction * 100) })
  return charging ? `${text}${t('track.charging')}` : text
}

/** What the office knows of a day, in the viewer's terms. */
export function spotsOf(points: TrackPointView[], apart: ApartPoint[] = []): TrackSpot[] {
  const good = points.map((one) => ({
    at: Date.parse(one.fix_time),
    point: { latitude: one.latitude, longitude: one.longitude },
    accuracy: one.accuracy_meters ?? null,
    doubt: '',
  }))
  const odd = apart.flatMap((one) =>
    one.point
      ? [{ at: Date.parse(one.fix_time), point: one.point, accuracy: null, doubt: one.doubt }]
      : [],
  )
  return [...good, ...odd].sort((a, b) => a.at - b.at)
}

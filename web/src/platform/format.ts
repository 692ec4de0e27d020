// Dates, times and numbers as the office writes them. The office's zone is fixed: China has had one since 1991.
import { locale, t, type Locale } from './i18n'

const zone = 'Asia/Shanghai'
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const monthsEnglish = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const weekdaysEnglish = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')

interface Parts {
  year: number
  month: number
  day: number
  weekday: number
  time: string
}

const partsFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function partsOf(instant: Date): Parts {
  const found: Record<string, string> = {}
  for (const part of partsFormat.formatToParts(instant)) found[part.type] = part.value
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)]
  return {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    time: `${found.hour}:${found.minute}`,
  }
}

function dayText(parts: Parts, language: Locale, yearNow: number, weekday: boolean): string {
  const foreignYear = parts.year !== yearNow
  if (language === 'en') {
    const head = weekday ? `${weekdaysEnglish[parts.weekday]} ` : ''
    const tail = foreignYear ? ` ${parts.year}` : ''
    return `${head}${parts.day} ${monthsEnglish[parts.month - 1]}${tail}`
  }
  const head = foreignYear ? `${parts.year}年` : ''
  const tail = weekday ? ` ${weekdays[parts.weekday]}` : ''
  return `${head}${parts.month}月${parts.day}日${tail}`
}

const readable = (value: string | null | undefined) => {
  if (!value) return null
  const instant = new Date(value.length === 10 ? `${value}T00:00:00+08:00` : value)
  return Number.isNaN(instant.getTime()) ? null : instant
}

/** 11月23日 周一 14:05 / 23 Nov 14:05; the year only when it is not this one. */
export function dateTime(
  value: string | null | undefined,
  language: Locale = locale.value,
  now = new Date(),
): string {
  const instant = readable(value)
  if (!instant) return '—'
  const parts = partsOf(instant)
  return `${dayText(parts, language, partsOf(now).year, language !== 'en')} ${parts.time}`
}

/** 11月23日 周一 / Mon 23 Nov */
export function date(
  value: string | null | undefined,
  language: Locale = locale.value,
  now = new Date(),
): string {
  const instant = readable(value)
  return instant ? dayText(partsOf(instant), language, partsOf(now).year, true) : '—'
}

/** 11月23日 / 23 Nov: for narrow columns. */
export function shortDate(
  value: string | null | undefined,
  language: Locale = locale.value,
  now = new Date(),
): string {
  const instant = readable(value)
  return instant ? dayText(partsOf(instant), language, partsOf(now).year, false) : '—'
}

/** 1956年3月4日 / 4 Mar 1956: always with its year, and nobody asks on which weekday. */
export function birthday(
  value: string | null | undefined,
  language: Locale = locale.value,
): string {
  const instant = readable(value)
  return instant ? dayText(partsOf(instant), language, NaN, false) : '—'
}

/** 2026-11-23 at the office, for fields and queries. */
export function officeDay(instant = new Date()): string {
  const { year, month, day } = partsOf(instant)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function addDays(day: string, days: number): string {
  const start = new Date(`${day}T00:00:00Z`)
  start.setUTCDate(start.getUTCDate() + days)
  return start.toISOString().slice(0, 10)
}

export function number(value: number, language: Locale = locale.value): string {
  return new Intl.NumberFormat(language).format(value)
}

export interface Due {
  text: string
  tone: 'late' | 'soon' | 'calm'
}

const minuteMs = 60_000
const soonMs = 60 * minuteMs // An hour is what a worker can still act within.

function span(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / minuteMs))
  if (minutes < 60) return t('web.minutes', { n: minutes })
  const hours = Math.round(minutes / 60)
  if (hours < 48) return t('web.hours', { n: hours })
  return t('web.days', { n: Math.round(hours / 24) })
}

/** How long is left until a deadline, in words and tone. */
export function due(value: string | null | undefined, now = new Date()): Due | null {
  const instant = readable(value)
  if (!instant) return null
  const left = instant.getTime() - now.getTime()
  if (left < 0) return { text: t('web.late_by', { span: span(-left) }), tone: 'late' }
  return {
    text: t('web.left', { span: span(left) }),
    tone: left <= soonMs ? 'soon' : 'calm',
  }
}

import { beforeAll, describe, expect, it } from 'vitest'
import './texts'
import { addDays, birthday, date, dateTime, due, officeDay, shortDate } from './format'
import { setLocale } from './i18n'

const now = new Date('2026-11-23T06:05:00Z')

describe('dates as the office writes them', () => {
  beforeAll(() => setLocale('zh-CN'))
  it('a moment is shown in the office zone, whatever the machine thinks', () => {
    expect(dateTime('2026-11-23T06:05:00.000Z', 'zh-CN', now)).toBe('11月23日 周一 14:05')
    expect(dateTime('2026-11-23T06:05:00.000Z', 'en', now)).toBe('23 Nov 14:05')
    expect(dateTime('2026-11-23T16:00:00Z', 'zh-CN', now)).toBe('11月24日 周二 00:00')
  })
  it('another year is said, this one is not', () => {
    expect(date('2025-03-01', 'zh-CN', now)).toBe('2025年3月1日 周六')
    expect(date('2026-03-01', 'en', now)).toBe('Sun 1 Mar')
    expect(shortDate('2025-03-01', 'en', now)).toBe('1 Mar 2025')
  })
  it('a birthday has its year, this one too, and no weekday', () => {
    expect(birthday('1956-03-04', 'zh-CN')).toBe('1956年3月4日')
    expect(birthday(officeDay(), 'en')).toContain(officeDay().slice(0, 4))
    expect(birthday('')).toBe('—')
  })
  it('nothing and nonsense are a dash', () => {
    expect(dateTime(null)).toBe('—')
    expect(dateTime('soon')).toBe('—')
  })
  it('the office day turns at its own midnight', () => {
    expect(officeDay(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-23')
    expect(officeDay(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24')
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01')
  })
  it('a deadline is late, soon or calm', () => {
    expect(due('2026-11-23T06:04:00Z', now)).toEqual({ text: '已超 1 分钟', tone: 'late' })
    expect(due('2026-11-23T07:05:00Z', now)).toEqual({ text: '还剩 1 小时', tone: 'soon' })
    expect(due('2026-11-23T07:06:00Z', now)?.tone).toBe('calm')
    expect(due('2026-11-26T06:05:00Z', now)?.text).toBe('还剩 3 天')
    expect(due(null, now)).toBeNull()
  })
})

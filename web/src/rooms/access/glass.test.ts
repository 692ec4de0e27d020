import { describe, expect, it } from 'vitest'
import { timeLeft } from './glass'

describe('the time that a break-glass has left', () => {
  const ends = '2026-03-02T04:00:00Z'
  const at = (time: string) => new Date(`2026-03-02T${time}Z`).getTime()
  it('counts minutes begun', () => {
    expect(timeLeft(ends, at('01:00:00'))).toBe('3:00')
    expect(timeLeft(ends, at('01:00:01'))).toBe('3:00')
    expect(timeLeft(ends, at('01:01:00'))).toBe('2:59')
    expect(timeLeft(ends, at('03:59:59'))).toBe('0:01')
  })
  it('is over at its end and after it', () => {
    expect(timeLeft(ends, at('04:00:00'))).toBe('')
    expect(timeLeft(ends, at('05:00:00'))).toBe('')
  })
})

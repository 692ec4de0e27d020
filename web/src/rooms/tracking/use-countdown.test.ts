import { effectScope, ref } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clockText, useCountdown } from './use-countdown'

afterEach(() => vi.useRealTimers())

describe('a look that closes by itself', () => {
  it('says minutes and seconds', () => {
    expect([0, 0.2, 59, 60, 899.5, -3].map(clockText)).toEqual([
      '0:00',
      '0:01',
      '0:59',
      '1:00',
      '15:00',
      '0:00',
    ])
  })
  it('closes once, at its end and not before, and counts anew for a new look', () => {
    vi.useFakeTimers({ now: 0 })
    const until = ref<string | null>(new Date(3000).toISOString())
    const closed = vi.fn()
    const scope = effectScope()
    const { text } = scope.run(() => useCountdown(until, closed))!
    expect(text.value).toBe('0:03')
    vi.advanceTimersByTime(2000)
    expect(text.value).toBe('0:01')
    expect(closed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5000)
    expect(closed).toHaveBeenCalledTimes(1)
    scope.stop()
  })
  it('a page left behind counts no further', () => {
    vi.useFakeTimers({ now: 0 })
    const closed = vi.fn()
    const scope = effectScope()
    scope.run(() => useCountdown(ref(new Date(1000).toISOString()), closed))
    scope.stop()
    vi.advanceTimersByTime(5000)
    expect(closed).not.toHaveBeenCalled()
  })
})

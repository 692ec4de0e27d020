import { describe, expect, it } from 'vitest'
import { isLongEnough } from './use-password-rules'

describe('the length of a new password', () => {
  const rules = { characters_min: 10, reuse_last: 5, days_max: 0 }
  it('counts characters, not bytes, on both sides of the edge', () => {
    expect(isLongEnough('123456789', rules)).toBe(false)
    expect(isLongEnough('1234567890', rules)).toBe(true)
    expect(isLongEnough('绣花功夫最要紧啊哦', rules)).toBe(false)
    expect(isLongEnough('绣花功夫最要紧啊哦呀', rules)).toBe(true)
    expect(isLongEnough('😀😀😀😀😀', rules)).toBe(false)
  })
})

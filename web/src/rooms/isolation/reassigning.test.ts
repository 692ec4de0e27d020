import { describe, expect, it } from 'vitest'
import { commonArea } from './reassigning'

describe('reassigning many orders', () => {
  it('asks for workers of the place that holds them all', () => {
    expect(commonArea(['410184001001003'])).toBe('410184001001003')
    expect(commonArea(['41018400100100301', '41018400100100402'])).toBe('410184001001')
    expect(commonArea(['410184001001003', '410184001002003'])).toBe('41018400100')
    expect(commonArea([])).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import type { MergePreview } from './api'
import { isOf, moved, sidesOf, swapped, takenOf } from './merge-choice'

const line = (field: string, same: boolean) => ({
  field,
  kept: 'a',
  gone: same ? 'a' : 'b',
  same,
  suggest_gone: false,
})
const preview = {
  kept: { id: 'first' },
  gone: { id: 'second' },
  lines: [line('name', true), line('phone', false), line('identity', false)],
  taken: ['identity'],
} as unknown as MergePreview

describe('which side a field comes from', () => {
  it('begins with what the rule suggests and leaves equal fields alone', () => {
    expect(sidesOf(preview)).toEqual({ phone: 'kept', identity: 'gone' })
    expect(takenOf(sidesOf(preview))).toEqual(['identity'])
  })
  it('is of the two records that are seen, not of the two turned round', () => {
    expect(isOf(preview, 'first', 'second')).toBe(true)
    expect(isOf(preview, 'second', 'first')).toBe(false)
  })
  it('keeps the chosen values when the sides are swapped', () => {
    expect(takenOf(swapped(sidesOf(preview)))).toEqual(['phone'])
    expect(swapped(swapped(sidesOf(preview)))).toEqual(sidesOf(preview))
  })
  it('moves between rows and stops at the ends', () => {
    expect(moved(0, -1, 3)).toBe(0)
    expect(moved(1, 1, 3)).toBe(2)
    expect(moved(2, 1, 3)).toBe(2)
  })
})

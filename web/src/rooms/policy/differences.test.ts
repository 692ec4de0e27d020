import { describe, expect, it } from 'vitest'
import { differences, linesOf } from './differences'

describe('what a new policy version changes', () => {
  it('names each number by its path, and nothing that stayed', () => {
    const before = { days: 14, windows: [{ due: '09:00' }], fever: 37.3 }
    const after = { days: 10, windows: [{ due: '10:00' }, { due: '20:00' }], fever: 37.3 }
    expect(differences(before, after)).toEqual([
      { path: 'days', before: '14', after: '10' },
      { path: 'windows.0.due', before: '09:00', after: '10:00' },
      { path: 'windows.1', before: '—', after: '{"due":"20:00"}' },
    ])
  })
  it('reads a body line by line', () => {
    expect(linesOf({ a: { b: 1 }, c: [] })).toEqual([
      { path: 'a.b', value: '1' },
      { path: 'c', value: '[]' },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import type { HomeRow } from './api'
import { countsOf, foundHomes, orderedHomes } from './homes'
import type { Verdict } from './verdicts'

const home = (order: string, verdict: Verdict, extra: Partial<HomeRow> = {}) =>
  ({
    order,
    order_number: `GL-${order}`,
    label: `王*${order}`,
    area_name: '姚桥社区',
    verdict,
    ...extra,
  }) as HomeRow

describe('the live homes', () => {
  const homes = [
    home('1', 'inside'),
    home('2', 'no_signal'),
    home('3', 'out', { errand_until: '2026-11-24T01:00:00Z' }),
    home('4', 'out'),
    home('5', 'suspect'),
  ]
  it('stand with the gravest first; who is out with leave comes after who is not', () => {
    expect(orderedHomes(homes).map((one) => one.order)).toEqual(['4', '3', '5', '2', '1'])
  })
  it('are found by number, name or place, and by verdict', () => {
    expect(foundHomes(homes, ' gl-4 ', '').map((one) => one.order)).toEqual(['4'])
    expect(foundHomes(homes, '姚桥', 'out')).toHaveLength(2)
    expect(foundHomes(homes, '夏庄', '')).toEqual([])
  })
  it('are counted, the empty verdicts too', () => {
    expect(countsOf(homes)).toEqual({ out: 2, suspect: 1, no_signal: 1, no_data: 0, inside: 1 })
  })
})

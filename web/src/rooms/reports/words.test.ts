import { describe, expect, it } from 'vitest'
import type { FigureView, TraceRow, WrittenCell } from './api'
import { changeOf, handCells, hasMoved, labelOf, linkOf, rangeOf } from './words'

const figure = (one: Partial<FigureView>): FigureView => ({
  key: 'isolation_active',
  value: 5,
  communities: {},
  records_kept: 5,
  ...one,
})
const row = (one: Partial<TraceRow>): TraceRow => ({
  kind: 'order',
  key: 'k',
  number: '',
  window: '',
  name_masked: '',
  area_name: '',
  found: true,
  ...one,
})

describe('figures', () => {
  it('say how they changed, and nothing when nothing was reported before', () => {
    expect(changeOf(figure({ before: 3 }))).toBe('+2')
    expect(changeOf(figure({ before: 5 }))).toBe('0')
    expect(changeOf(figure({ before: 9 }))).toBe('-4')
    expect(changeOf(figure({}))).toBe('—')
  })
  it('have moved when the records now say something else', () => {
    expect(hasMoved(figure({ now: 6 }))).toBe(true)
    expect(hasMoved(figure({ now: 5 }))).toBe(false)
    expect(hasMoved(figure({}))).toBe(false)
  })
})

describe('a record behind a figure', () => {
  it('leads to its own page', () => {
    expect(linkOf(row({ order: 'o1' }))).toBe('/orders/o1')
    expect(linkOf(row({ kind: 'paper', key: 'p1', order: 'o1' }))).toBe('/documents/p1')
    expect(linkOf(row({ kind: 'person', person: 'x' }))).toBe('/people/x')
    expect(linkOf(row({ kind: 'household' }))).toBe('')
  })
  it('leads nowhere and has no name once it is gone', () => {
    expect(linkOf(row({ found: false, order: 'o1' }))).toBe('')
    expect(labelOf(row({ found: false, number: 'GL2026-000001' }))).not.toContain('GL2026')
  })
  it('is called by its number, else by the masked name', () => {
    expect(labelOf(row({ number: 'GL2026-000001', name_masked: '江**' }))).toBe('GL2026-000001')
    expect(labelOf(row({ name_masked: '江**' }))).toBe('江**')
  })
})

describe('cells', () => {
  const cell = (source: WrittenCell['source']): WrittenCell => ({
    name: 'n',
    places: [
      { sheet: '日报', range: 'B3', cells: 1 },
      { sheet: '附表', range: 'C4:C9', cells: 6 },
    ],
    source,
    figure: '',
    values: [],
  })
  it('say where they stand', () => {
    expect(rangeOf(cell('figure'))).toBe('日报 B3；附表 C4:C9')
  })
  it('are filled by hand only where the form says so', () => {
    expect(handCells([cell('figure'), cell('by_hand'), cell('left')])).toHaveLength(1)
  })
})

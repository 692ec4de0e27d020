import { describe, expect, it } from 'vitest'
import {
  arrange,
  createSelection,
  firstPage,
  frozenOffsets,
  hiddenBy,
  keptFilters,
  moveRow,
  nextSort,
  pageBack,
  pageForward,
  pageNumber,
  queryOf,
  readPreferences,
} from './ledger-state'

describe('a ledger', () => {
  it('turns pages by cursor, there and back', () => {
    const second = pageForward(firstPage, 'c1')
    const third = pageForward(second, 'c2')
    expect(pageNumber(third)).toBe(3)
    expect(pageBack(third)).toEqual(second)
    expect(pageBack(pageBack(third))).toEqual(firstPage)
    expect(pageForward(third, '')).toEqual(third)
    expect(pageBack(firstPage)).toEqual(firstPage)
  })
  it('asks the server for filters, order and place', () => {
    expect(queryOf({ state: 'active' }, 'end_date', { after: 'c', before: [''] })).toEqual({
      state: 'active',
      sort: 'end_date',
      after: 'c',
      limit: 50,
    })
  })
  it('sorts by one column at a time, or by none', () => {
    expect(nextSort('', 'a')).toBe('a')
    expect(nextSort('a', 'a')).toBe('')
    expect(nextSort('a', 'b')).toBe('b')
  })
  it('keeps what is chosen across pages', () => {
    const chosen = createSelection((row: { id: string }) => row.id)
    chosen.setAll([{ id: '1' }, { id: '2' }], true)
    chosen.toggle({ id: '3' })
    chosen.toggle({ id: '1' })
    expect(chosen.all().map((row) => row.id)).toEqual(['2', '3'])
    chosen.clear()
    expect(chosen.size()).toBe(0)
  })
  it('moves within the page', () => {
    expect(moveRow(-1, 'ArrowDown', 3)).toBe(0)
    expect(moveRow(2, 'ArrowDown', 3)).toBe(2)
    expect(moveRow(0, 'ArrowUp', 3)).toBe(0)
    expect(moveRow(1, 'End', 3)).toBe(2)
    expect(moveRow(0, 'ArrowDown', 0)).toBe(-1)
  })
  it('lays frozen columns one after another, only from the left', () => {
    const columns = [
      { key: 'a', title: '', width: 100, frozen: true },
      { key: 'b', title: '', width: 80, frozen: true },
      { key: 'c', title: '' },
      { key: 'd', title: '', frozen: true },
    ]
    expect(frozenOffsets(columns, 40)).toEqual({ a: 40, b: 140 })
  })
  it('puts what a person has frozen first, and leaves out what is hidden', () => {
    const columns = ['a', 'b', 'c', 'd'].map((key) => ({ key, title: key }))
    const found = arrange(columns, { density: 'roomy', hidden: ['b'], frozen: ['d', 'a'] })
    expect(found.map((one) => one.key)).toEqual(['a', 'd', 'c'])
    expect(frozenOffsets(found, 0)).toEqual({ a: 0, d: 120 })
  })
  it('keeps filters and columns in a view, and no search word', () => {
    const definitions = [
      { key: 'text', title: '', kind: 'text' as const },
      { key: 'state', title: '', kind: 'choice' as const },
    ]
    expect(keptFilters({ text: '某人', state: 'active' }, definitions)).toEqual({ state: 'active' })
    const columns = ['a', 'b'].map((key) => ({ key, title: key }))
    expect(hiddenBy(columns, ['b', 'gone'])).toEqual(['a'])
  })
  it('starts from the columns’ own choice when nothing readable was kept', () => {
    const columns = [
      { key: 'a', title: '', hidden: true },
      { key: 'b', title: '' },
    ]
    expect(readPreferences(null, columns).hidden).toEqual(['a'])
    expect(readPreferences('{broken', columns).hidden).toEqual(['a'])
    expect(readPreferences('{"density":"dense","hidden":[]}', columns).density).toBe('dense')
  })
})

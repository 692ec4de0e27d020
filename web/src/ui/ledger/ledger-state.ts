// A ledger's state without its looks: filters, keyset pages, selection, columns. Tested without a DOM.
import { shallowReactive } from 'vue'
import type { Page } from '@/platform/client'

export interface LedgerColumn<R> {
  key: string
  title: string
  width?: number
  /** Stays in view when the table is wider than the window. */
  frozen?: boolean
  align?: 'start' | 'end'
  /** The server's name of the order, if it can sort by this column. */
  sort?: string
  hidden?: boolean
  text?: (row: R) => string
}
/** `K` is what the list's route can be asked for, so that a filter it lacks does not compile. */
export interface LedgerFilter<K extends PropertyKey = string> {
  key: K
  title: string
  kind: 'text' | 'choice' | 'date' | 'area'
  options?: { value: string; title: string }[]
  placeholder?: string
}
export type Filters = Record<string, string>
export type LoadPage<R, Q> = (query: Q, signal: AbortSignal) => Promise<Page<R>>

export const rowsPerPage = 50 // As many as a person reads; exports take the rest.

/** Cursors of the pages before this one; keyset paging has no page numbers to jump to. */
export interface Paging {
  after: string
  before: string[]
}
export const firstPage: Paging = { after: '', before: [] }
export function pageForward(paging: Paging, next: string): Paging {
  return next === '' ? paging : { after: next, before: [...paging.before, paging.after] }
}
export function pageBack(paging: Paging): Paging {
  const before = [...paging.before]
  const after = before.pop()
  return after === undefined ? paging : { after, before }
}
export const pageNumber = (paging: Paging) => paging.before.length + 1

export function queryOf(filters: Filters, sort: string, paging: Paging) {
  return { ...filters, sort, after: paging.after, limit: rowsPerPage }
}

/** Each order that a server offers runs one way, as its index does: on, off. */
export function nextSort(current: string, column: string): string {
  return current === column ? '' : column
}

/** Rows keep their place in the selection across pages. */
export function createSelection<R extends object>(keyOf: (row: R) => string) {
  const rows = shallowReactive(new Map<string, R>())
  return {
    has: (row: R) => rows.has(keyOf(row)),
    toggle(row: R): void {
      const key = keyOf(row)
      if (!rows.delete(key)) rows.set(key, row)
    },
    setAll(all: R[], chosen: boolean): void {
      for (const row of all) {
        if (chosen) rows.set(keyOf(row), row)
        else rows.delete(keyOf(row))
      }
    },
    clear: () => rows.clear(),
    size: () => rows.size,
    all: () => [...rows.values()],
  }
}

export interface Preferences {
  density: 'roomy' | 'dense'
  hidden: string[]
  views: { name: string; filters: Filters; sort: string }[]
}
export function readPreferences<R>(text: string | null, columns: LedgerColumn<R>[]): Preferences {
  const start: Preferences = {
    density: 'roomy',
    hidden: columns.filter((column) => column.hidden).map((column) => column.key),
    views: [],
  }
  if (!text) return start
  try {
    return { ...start, ...(JSON.parse(text) as Partial<Preferences>) }
  } catch {
    return start
  }
}

/** Where ↑ ↓ lead from row `at`; stays inside the page. */
export function moveRow(at: number, key: string, count: number): number {
  if (count === 0) return -1
  if (key === 'ArrowDown' || key === 'j') return Math.min(at + 1, count - 1)
  if (key === 'ArrowUp' || key === 'k') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return at
}

/** Left edges of frozen columns, in pixels, after the selection box. */
export function frozenOffsets<R>(
  columns: LedgerColumn<R>[],
  start: number,
): Record<string, number> {
  const offsets: Record<string, number> = {}
  let left = start
  for (const column of columns) {
    if (!column.frozen) break
    offsets[column.key] = left
    left += column.width ?? 120
  }
  return offsets
}

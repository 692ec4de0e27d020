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
  /** Stay in view, in the order of the columns, before all others. */
  frozen: string[]
}
export function readPreferences<R>(text: string | null, columns: LedgerColumn<R>[]): Preferences {
  const start: Preferences = {
    density: 'roomy',
    hidden: columns.filter((column) => column.hidden).map((column) => column.key),
    frozen: columns.filter((column) => column.frozen).map((column) => column.key),
  }
  if (!text) return start
  try {
    const { density, hidden, frozen } = { ...start, ...(JSON.parse(text) as Partial<Preferences>) }
    return { density, hidden, frozen }
  } catch {
    return start
  }
}

/** The columns as a person has chosen them: the frozen ones first. */
export function arrange<R>(columns: LedgerColumn<R>[], preferences: Preferences) {
  const shown = columns
    .filter((column) => !preferences.hidden.includes(column.key))
    .map((column) => ({ ...column, frozen: preferences.frozen.includes(column.key) }))
  return [...shown.filter((one) => one.frozen), ...shown.filter((one) => !one.frozen)]
}

/** What a saved view keeps: a search word is mostly somebody's name, and stays out of it. */
export function keptFilters(filters: Filters, definitions: LedgerFilter[]): Filters {
  const words = new Set(definitions.filter((one) => one.kind === 'text').map((one) => one.key))
  return Object.fromEntries(Object.entries(filters).filter(([key]) => !words.has(key)))
}
/** The columns that a view does not show; one that it has never heard of stays as it is by itself. */
export function hiddenBy<R>(columns: LedgerColumn<R>[], shown: string[]): string[] {
  return columns.filter((column) => !shown.includes(column.key)).map((column) => column.key)
}

/** How many rows the filters find, as far as they can be acted on at once. */
export interface Matching {
  count: number
  more: boolean
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

// The grid without its looks: what a cell means, where keys lead, which rows are drawn.
import type { CalendarCell, CalendarRow, CalendarWindow } from '../api'

export type CellState =
  'not_owed' | 'future' | 'due' | 'missing' | 'reported' | 'well' | 'symptoms' | 'fever'

/** Sign and colour of each state: either is enough by itself. */
export const signOf: Record<CellState, string> = {
  not_owed: '·',
  future: '',
  due: '○',
  missing: '✕',
  reported: '✓',
  well: '✓',
  symptoms: '!',
  fever: '▲',
}

export const cellAt = (row: CalendarRow, window: CalendarWindow): CalendarCell | undefined =>
  row.cells.find((cell) => cell.window_key === window.key)

export function stateOf(row: CalendarRow, window: CalendarWindow, asOf: number): CellState {
  const cell = cellAt(row, window)
  if (cell) {
    if (cell.temperature == null) return 'reported'
    if (cell.fever) return 'fever'
    return (cell.symptoms?.length ?? 0) > 0 ? 'symptoms' : 'well'
  }
  const owed = row.owed_from !== '' && window.key >= row.owed_from && window.key <= row.owed_until
  if (!owed) return 'not_owed'
  if (Date.parse(window.opens) > asOf) return 'future'
  return Date.parse(window.due) > asOf ? 'due' : 'missing'
}

/** Why nothing can be entered here; null when it can. The server decides, this only says so beforehand. */
export function closedFor(
  row: CalendarRow,
  window: CalendarWindow,
  asOf: number,
  lateEntryHours: number,
): string | null {
  const owed = row.owed_from !== '' && window.key >= row.owed_from && window.key <= row.owed_until
  if (!owed) return 'isolation.window_not_owed'
  if (Date.parse(window.opens) > asOf) return 'isolation.window_not_open'
  const over = Date.parse(window.ends) <= asOf
  const taken = over ? Date.parse(window.due) : asOf
  return taken < asOf - lateEntryHours * 3_600_000 ? 'isolation.report_too_late' : null
}

export interface Place {
  row: number
  column: number
}
const pageRows = 12

/** Where a key leads within the grid; null when it is not one of those that move. */
export function moved(from: Place, key: string, ctrl: boolean, rows: number, columns: number) {
  const at = { ...from }
  if (key === 'ArrowDown') at.row += 1
  else if (key === 'ArrowUp') at.row -= 1
  else if (key === 'ArrowLeft') at.column -= 1
  else if (key === 'ArrowRight') at.column += 1
  else if (key === 'PageDown') at.row += pageRows
  else if (key === 'PageUp') at.row -= pageRows
  else if (key === 'Home') {
    at.column = 0
    if (ctrl) at.row = 0
  } else if (key === 'End') {
    at.column = columns - 1
    if (ctrl) at.row = rows - 1
  } else return null
  return {
    row: Math.max(0, Math.min(at.row, rows - 1)),
    column: Math.max(0, Math.min(at.column, columns - 1)),
  }
}

/** Where a place is after the rows have changed under it: with its person, or nowhere when they are gone. */
export function follow(place: Place, before: CalendarRow[], now: CalendarRow[]): Place | null {
  const order = before[place.row]?.order
  const row = now.findIndex((one) => one.order === order)
  return order !== undefined && row >= 0 ? { ...place, row } : null
}

/** The rows that are drawn: those in view and some on either side, so that a turn of the wheel finds them there. */
export function drawn(top: number, height: number, rowHeight: number, count: number) {
  const beside = 8
  const first = Math.max(0, Math.floor(top / rowHeight) - beside)
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + beside)
  return { first, last: Math.max(first, last) }
}

/** Left to do in a column: what the office rings up about. */
export function counts(rows: CalendarRow[], window: CalendarWindow, asOf: number) {
  const found = { owed: 0, reported: 0, missing: 0, fever: 0 }
  for (const row of rows) {
    const state = stateOf(row, window, asOf)
    if (state === 'not_owed' || state === 'future') continue
    found.owed += 1
    if (state === 'missing') found.missing += 1
    if (state === 'fever') found.fever += 1
    if (state !== 'missing' && state !== 'due') found.reported += 1
  }
  return found
}

const nearest = 2 // Estate and building: what tells one door from the next where there is little room.
export const nearPlaces = (area: string) => area.split(' ').slice(-nearest).join(' ')

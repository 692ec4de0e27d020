// A block copied from Excel or WPS becomes cells of the calendar: by place, or by the names and dates that it brings.
import type { CalendarRow, CalendarWindow, Symptom } from '../api'
import { readCell } from './cell-text'
import { cellAt, closedFor, type Place } from './grid'

export interface PlannedCell {
  /** As it was in the block. */
  text: string
  who: string
  row?: CalendarRow
  window?: CalendarWindow
  temperature?: number
  symptoms?: Symptom[]
  /** Translation key of why it will not be entered; empty when it will. */
  fault: string
  /** A report is there already: this one is added, and the other stays. */
  again: boolean
}
export interface Plan {
  matched: 'place' | 'name'
  cells: PlannedCell[]
  /** Cells of the block that said nothing. */
  passed: number
}
export const pasteCellsMax = 5000 // A community for three days; more is another file's work: import.

/** Rows and cells of a clipboard's text; Excel puts a cell with a line's end or a tab into quotation marks. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const endCell = () => {
    rows[rows.length - 1]!.push(cell)
    cell = ''
  }
  for (let at = 0; at < text.length; at++) {
    const one = text[at]!
    if (quoted) {
      if (one === '"' && text[at + 1] === '"') cell += text[++at]
      else if (one === '"') quoted = false
      else cell += one
    } else if (one === '"' && cell === '') quoted = true
    else if (one === '\t') endCell()
    else if (one === '\n') {
      endCell()
      rows.push([])
    } else if (one !== '\r') cell += one
  }
  endCell()
  const last = rows[rows.length - 1]!
  if (last.length === 1 && last[0] === '') rows.pop() // The end of the last line.
  return rows
}

const plainName = (text: string) => text.replace(/[\s\u3000*＊]/g, '')
const isNumberOfOrder = (text: string) => /^GL\d{4}-\d+$/i.test(text)

/** "3月2日 早", "2026-03-02/1", "03-02晚", "3.2" → a window of the calendar; a date alone is its first window. */
export function windowNamed(text: string, windows: CalendarWindow[]): CalendarWindow | undefined {
  const title = text.replace(/\s/g, '')
  const exact = windows.find((one) => one.key === title)
  if (exact) return exact
  const found = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(.*)$/.exec(title)
  if (!found) return undefined
  const day = `${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`
  const ofDay = windows.filter((one) => one.day.endsWith(day) && one.day.startsWith(found[1] ?? ''))
  const rest = found[4] ?? ''
  if (/晚|下午|pm|evening/i.test(rest)) return ofDay.find((one) => one.name === 'evening')
  return ofDay[0]
}

interface Names {
  find(text: string): CalendarRow | 'twice' | undefined
}
function namesOf(rows: CalendarRow[]): Names {
  const byName = new Map<string, CalendarRow | 'twice'>()
  for (const row of rows) {
    const name = plainName(row.person_name)
    byName.set(name, byName.has(name) ? 'twice' : row)
    byName.set(row.number.toUpperCase(), row)
  }
  return {
    find: (text) => byName.get(plainName(text).toUpperCase()) ?? byName.get(plainName(text)),
  }
}

/** The column that says who: the first one most of whose cells are names or numbers known here. */
function columnOfNames(block: string[][], names: Names): number {
  const width = Math.max(0, ...block.map((line) => line.length))
  for (let column = 0; column < width; column++) {
    const filled = block.map((line) => line[column] ?? '').filter((text) => text.trim() !== '')
    const known = filled.filter((text) => names.find(text) || isNumberOfOrder(plainName(text)))
    if (known.length > 0 && known.length * 2 >= filled.length) return column
  }
  return -1
}

function planned(
  text: string,
  who: string,
  row: CalendarRow | 'twice' | undefined,
  window: CalendarWindow | undefined,
  rules: { asOf: number; lateEntryHours: number },
): PlannedCell | null {
  const reading = readCell(text)
  if (reading.kind === 'empty') return null
  const cell: PlannedCell = { text: text.trim(), who, fault: '', again: false }
  if (row === 'twice') return { ...cell, fault: 'calendar.fault_name_twice' }
  if (!row) return { ...cell, fault: 'calendar.fault_nobody' }
  if (!window) return { ...cell, row, fault: 'calendar.fault_outside' }
  const whole = { ...cell, row, window, again: !!cellAt(row, window) }
  if (reading.kind === 'fault') return { ...whole, fault: reading.fault }
  const { temperature, symptoms } = reading
  const closed = closedFor(row, window, rules.asOf, rules.lateEntryHours)
  return { ...whole, temperature, symptoms, fault: closed ?? '' }
}

export function plan(
  text: string,
  at: Place,
  rows: CalendarRow[],
  windows: CalendarWindow[],
  rules: { asOf: number; lateEntryHours: number },
): Plan {
  const block = readBlock(text)
  const names = namesOf(rows)
  const nameColumn = columnOfNames(block, names)
  const titles = nameColumn < 0 ? undefined : block[0]
  const titled =
    titles?.map((title, column) =>
      column > nameColumn ? windowNamed(title, windows) : undefined,
    ) ?? []
  const hasTitles = titled.some(Boolean)
  const cells: PlannedCell[] = []
  let passed = 0
  block.forEach((line, down) => {
    if (hasTitles && down === 0) return
    const who = nameColumn < 0 ? (rows[at.row + down]?.person_name ?? '') : (line[nameColumn] ?? '')
    const row = nameColumn < 0 ? rows[at.row + down] : names.find(who)
    // A title without dates ("姓名 体温"): whoever it names is nobody, and its words are no temperatures.
    if (nameColumn >= 0 && !row && !line.some((one) => /\d/.test(one))) return
    line.forEach((one, across) => {
      if (across <= nameColumn) return
      const right = nameColumn < 0 ? across : across - nameColumn - 1
      const window = hasTitles ? titled[across] : windows[at.column + right]
      if (hasTitles && !titled[across]) return // A telephone, a note: not of any day.
      const cell = planned(one, who, row, window, rules)
      if (cell) cells.push(cell)
      else passed += 1
    })
  })
  return { matched: nameColumn < 0 ? 'place' : 'name', cells, passed }
}

/** What a block of the calendar is when it is copied: Excel takes it as it stands. */
export const blockText = (cells: string[][]) => cells.map((line) => line.join('\t')).join('\n')

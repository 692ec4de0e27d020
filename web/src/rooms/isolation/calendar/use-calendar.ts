// The calendar's people and days: read page by page, kept fresh, entered into, taken back.
import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef } from 'vue'
import { newKey } from '@/platform/client'
import { live } from '@/platform/live'
import {
  enterReports,
  readCalendar,
  takeBackReports,
  type CalendarEntry,
  type CalendarPage,
  type CalendarQuery,
  type CalendarRow,
  type OnBehalf,
} from '../api'

const rowsAtOnce = 100
const freshMs = 400 // Reports of a morning come in by the dozen: they are read together.
const tickMs = 30_000

export interface Batch {
  reports: string[]
  at: number
}
export const cellKey = (order: string, window: string) => `${order} ${window}`

export function useCalendar(query: () => CalendarQuery) {
  const rows = shallowRef<CalendarRow[]>([])
  const head = shallowRef<CalendarPage | null>(null)
  const state = ref<'loading' | 'failed' | 'ready'>('loading')
  const complete = ref(false)
  const fault = shallowRef<unknown>(null)
  const loadedAt = ref('')
  const sending = reactive(new Set<string>())
  /** Why a cell was not taken, by its key: kept until it is entered anew. */
  const refused = reactive(new Map<string, { text: string; key: string }>())
  const batches = ref<Batch[]>([])
  const asOf = ref(0)
  let clock = { server: 0, here: 0 }
  let turn: AbortController | null = null
  /** Rows read anew while the list is still coming in: they are newer than what it brings. */
  const renewed = new Map<string, CalendarRow | null>()
  const newest = (row: CalendarRow) => {
    const fresh = renewed.get(row.order)
    return fresh === undefined ? [row] : fresh === null ? [] : [fresh]
  }

  /** The server's now, going on by itself between answers. */
  const tick = () => {
    asOf.value = clock.server + (Date.now() - clock.here)
  }
  function takeHead(page: CalendarPage) {
    head.value = page
    clock = { server: Date.parse(page.as_of), here: Date.now() }
    loadedAt.value = page.as_of
    tick()
  }
  async function load() {
    turn?.abort()
    const mine = (turn = new AbortController())
    complete.value = false
    renewed.clear()
    if (rows.value.length === 0) state.value = 'loading'
    let after = ''
    let found: CalendarRow[] = []
    try {
      do {
        const page = await readCalendar({ ...query(), after, limit: rowsAtOnce }, mine.signal)
        takeHead(page)
        found = [...found, ...page.items]
        after = page.next
        // Shown as it comes; a reload of many replaces them at once instead of shrinking the list.
        if (found.length >= rows.value.length || after === '') rows.value = found.flatMap(newest)
        state.value = 'ready'
      } while (after !== '')
      complete.value = true
    } catch (error) {
      if (mine.signal.aborted) return
      fault.value = error
      state.value = 'failed'
    }
  }
  function restart() {
    rows.value = []
    refused.clear()
    void load()
  }

  const waiting = new Set<string>()
  let pending = 0
  async function refresh() {
    const orders = [...waiting]
    waiting.clear()
    const { from, to } = query()
    const asked = turn
    for (const order of orders) {
      try {
        const page = await readCalendar({ from, to, order })
        if (asked !== turn) return // Other days by now: the list that comes in has it.
        takeHead(page)
        const row = page.items[0]
        renewed.set(order, row ?? null)
        const index = rows.value.findIndex((one) => one.order === order)
        if (index < 0) continue
        rows.value = row ? rows.value.with(index, row) : rows.value.toSpliced(index, 1)
      } catch {
        // The link is lost: the next event, or the person, loads anew.
      }
    }
  }
  function soon(order: string) {
    waiting.add(order)
    window.clearTimeout(pending)
    pending = window.setTimeout(() => void refresh(), freshMs)
  }

  async function enter(source: OnBehalf, cells: CalendarEntry[], texts: string[]) {
    const most = head.value?.cells_max ?? 1
    const batch: Batch = { reports: [], at: Date.now() }
    const outcomes: { cell: CalendarEntry; error: string }[] = []
    cells.forEach((cell) => {
      sending.add(cellKey(cell.order, cell.window_key))
      refused.delete(cellKey(cell.order, cell.window_key))
    })
    try {
      for (let first = 0; first < cells.length; first += most) {
        const part = cells.slice(first, first + most)
        const answer = await enterReports(source, part, newKey())
        answer.cells.forEach((one, n) => {
          const cell = part[n]!
          const key = cellKey(cell.order, cell.window_key)
          if (one.report) batch.reports.push(one.report)
          else refused.set(key, { text: texts[first + n] ?? '', key: one.error })
          outcomes.push({ cell, error: one.error })
          soon(cell.order)
        })
      }
    } finally {
      cells.forEach((cell) => sending.delete(cellKey(cell.order, cell.window_key)))
      if (batch.reports.length > 0) batches.value = [...batches.value, batch]
    }
    return outcomes
  }

  const undoable = computed(() => {
    const last = batches.value.at(-1)
    const minutes = head.value?.undo_minutes ?? 0
    const here = clock.here + (asOf.value - clock.server)
    return last && here - last.at < minutes * 60_000 ? last : null
  })
  async function undo() {
    const last = undoable.value
    if (!last) return null
    batches.value = batches.value.filter((one) => one !== last)
    let done = 0
    let left = last.reports
    const most = head.value?.cells_max ?? 1
    try {
      while (left.length > 0) {
        const answer = await takeBackReports(left.slice(0, most), newKey())
        left = left.slice(most)
        done += answer.done
        answer.cells.forEach((one) => soon(one.order))
      }
    } finally {
      // Not sent: it can be tried again.
      if (left.length > 0) batches.value = [...batches.value, { ...last, reports: left }]
    }
    return { done, of: last.reports.length }
  }

  const kinds = [
    'report_filed',
    'report_withdrawn',
    'order_confirmed',
    'order_extended',
    'order_transferred',
    'order_withdrawn',
    'order_released',
    'order_changed',
  ]
  const stops: (() => void)[] = []
  let timer = 0
  onMounted(() => {
    for (const kind of kinds) {
      stops.push(live.on(`isolation.${kind}`, (event) => soon(event.subject)))
    }
    stops.push(live.onReset(() => void load()))
    timer = window.setInterval(tick, tickMs)
  })
  onBeforeUnmount(() => {
    turn?.abort()
    window.clearTimeout(pending)
    window.clearInterval(timer)
    stops.forEach((stop) => stop())
  })
  void load()
  return {
    rows,
    head,
    state,
    complete,
    fault,
    loadedAt,
    asOf,
    sending,
    refused,
    load,
    restart,
    enter,
    undoable,
    undo,
  }
}

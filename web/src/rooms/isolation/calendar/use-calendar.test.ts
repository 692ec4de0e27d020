// @vitest-environment happy-dom
import { createApp, defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CalendarPage, CalendarQuery, CalendarRow } from '../api'
import * as api from '../api'
import { live, type LiveHandler } from '@/platform/live'
import { useCalendar } from './use-calendar'

interface Asked {
  query: CalendarQuery
  answer: (page: CalendarPage) => Promise<void>
}
let asked: Asked[] = []
let told: LiveHandler[] = []
const row = (order: string, alerts = 0) =>
  ({
    order,
    number: order,
    person_name: order,
    alerts_open: alerts,
    cells: [],
  }) as unknown as CalendarRow
const page = (day: string, rows: CalendarRow[], next = '') =>
  ({
    as_of: '2026-03-02T01:00:00.000Z',
    windows: [{ key: `${day}/1` }],
    undo_minutes: 10,
    cells_max: 1,
    items: rows,
    next,
  }) as unknown as CalendarPage

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  told = []
  vi.spyOn(live, 'on').mockImplementation((_kind, handler) => {
    told.push(handler as LiveHandler)
    return () => {}
  })
  vi.spyOn(live, 'onReset').mockImplementation(() => () => {})
  vi.spyOn(api, 'readCalendar').mockImplementation(
    (query) =>
      new Promise((done) =>
        asked.push({
          query,
          answer: async (found) => {
            done(found)
            await vi.advanceTimersByTimeAsync(0)
          },
        }),
      ),
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const day = ref('2026-03-02')
function open() {
  let calendar!: ReturnType<typeof useCalendar>
  const app = createApp(
    defineComponent({
      setup() {
        calendar = useCalendar(() => ({ from: day.value, to: day.value }))
        return () => h('p')
      },
    }),
  )
  app.mount(document.createElement('div'))
  return calendar
}
async function tell(order: string) {
  told[0]!({ id: '1', kind: 'isolation.report_filed', subject: order, payload: {} })
  await vi.advanceTimersByTimeAsync(400)
}

it('a row read for days that are no longer shown does not bring them back', async () => {
  day.value = '2026-03-02'
  const calendar = open()
  await asked[0]!.answer(page('2026-03-02', [row('a')]))
  await tell('a')
  day.value = '2026-03-09'
  calendar.restart()
  await asked[2]!.answer(page('2026-03-09', [row('a')]))
  await asked[1]!.answer(page('2026-03-02', [row('a', 5)]))
  expect(calendar.head.value?.windows[0]?.key).toBe('2026-03-09/1')
  expect(calendar.rows.value[0]?.alerts_open).toBe(0)
})

it('a row read anew while the list comes in stays new', async () => {
  day.value = '2026-03-02'
  const calendar = open()
  await asked[0]!.answer(page('2026-03-02', [row('a'), row('b')], 'more'))
  await tell('a')
  await asked[2]!.answer(page('2026-03-02', [row('a', 1)]))
  await asked[1]!.answer(page('2026-03-02', [row('c')]))
  expect(calendar.rows.value.map((one) => [one.order, one.alerts_open])).toEqual([
    ['a', 1],
    ['b', 0],
    ['c', 0],
  ])
})

it('what could not be taken back can be tried again', async () => {
  const calendar = open()
  await asked[0]!.answer(page('2026-03-02', [row('a')]))
  vi.spyOn(api, 'enterReports').mockImplementation(async (_source, cells) => ({
    done: 1,
    cells: cells.map((cell, n) => ({
      order: cell.order,
      window_key: cell.window_key,
      report: `report-${n}`,
      error: '',
    })),
  }))
  const entry = { order: 'a', window_key: '2026-03-02/1', temperature: 36.5, symptoms: [] }
  await calendar.enter('telephone', [entry], ['36.5'])
  const back = vi.spyOn(api, 'takeBackReports').mockRejectedValueOnce(new Error('lost'))
  await expect(calendar.undo()).rejects.toThrow('lost')
  expect(calendar.undoable.value?.reports).toEqual(['report-0'])
  back.mockResolvedValueOnce({ done: 1, cells: [] })
  await expect(calendar.undo()).resolves.toEqual({ done: 1, of: 1 })
  expect(calendar.undoable.value).toBeNull()
})

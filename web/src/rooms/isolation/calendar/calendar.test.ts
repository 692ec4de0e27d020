import { describe, expect, it } from 'vitest'
import type { CalendarRow, CalendarWindow } from '../api'
import { cellText, readCell } from './cell-text'
import { closedFor, counts, drawn, follow, moved, nearPlaces, stateOf } from './grid'
import { plan, readBlock, windowNamed } from './paste'

const at = (day: string, time: string) => `${day}T${time}:00+08:00`
const windowsOf = (days: string[]): CalendarWindow[] =>
  days.flatMap((day) => [
    {
      key: `${day}/1`,
      name: 'morning',
      day,
      opens: at(day, '06:00'),
      due: at(day, '10:00'),
      ends: at(day, '16:00'),
    },
    {
      key: `${day}/2`,
      name: 'evening',
      day,
      opens: at(day, '16:00'),
      due: at(day, '20:00'),
      ends: at(day, '23:59'),
    },
  ])
const windows = windowsOf(['2026-03-01', '2026-03-02', '2026-03-03'])
const row = (n: number, name: string, cells: CalendarRow['cells'] = []): CalendarRow => ({
  order: `order-${n}`,
  number: `GL2026-00000${n}`,
  person: `person-${n}`,
  person_name: name,
  age: 40,
  area_code: '410105014001001',
  area_name: '姚桥社区',
  worker_name: '孙梅',
  start_date: '2026-03-01',
  end_date: '2026-03-14',
  alerts_open: 0,
  owed_from: '2026-03-01/2',
  owed_until: '2026-03-03/2',
  version: 1,
  cells,
})
const cell = (key: string, temperature: number | null, fever: boolean | null = false) => ({
  window_key: key,
  report: 'report-1',
  count: 1,
  taken_at: at(key.slice(0, 10), '08:00'),
  source: 'self' as const,
  filed_by_name: '本人',
  late: false,
  temperature,
  symptoms: temperature === null ? null : [],
  fever,
})
const now = Date.parse(at('2026-03-02', '09:00'))
const rules = { asOf: now, lateEntryHours: 24 }

describe('what is typed into a cell', () => {
  it.each([
    ['36.5', 36.5, []],
    ['365', 36.5, []],
    ['36', 36, []],
    ['36,8', 36.8, []],
    ['３６。５', 36.5, []],
    ['36.5℃', 36.5, []],
    ['36.5 度 正常', 36.5, []],
    ['37.8 CH', 37.8, ['cough', 'headache']],
    ['378ch', 37.8, ['cough', 'headache']],
    ['37.2 咳嗽、乏力', 37.2, ['cough', 'fatigue']],
    ['36.9无症状', 36.9, []],
    ['34.0', 34, []],
    ['43.0', 43, []],
  ])('%s is read', (text, temperature, symptoms) => {
    expect(readCell(text)).toEqual({ kind: 'value', temperature, symptoms })
  })
  it.each([
    ['33.9', 'calendar.fault_range'],
    ['43.1', 'calendar.fault_range'],
    ['36.55', 'calendar.fault_temperature'],
    ['正常', 'calendar.fault_temperature'],
    ['36.5 XY', 'calendar.fault_word'],
    ['36.5 困', 'calendar.fault_word'],
  ])('%s is refused', (text, fault) => {
    expect(readCell(text)).toEqual({ kind: 'fault', fault })
  })
  it.each(['', '  ', '-', '未报', '/'])('"%s" says nothing', (text) => {
    expect(readCell(text)).toEqual({ kind: 'empty' })
  })
  it('is typed again as it is shown', () => {
    const reading = readCell(cellText(37.8, ['cough', 'chills']))
    expect(reading).toEqual({ kind: 'value', temperature: 37.8, symptoms: ['cough', 'chills'] })
  })
})

describe('what a cell means', () => {
  const one = row(1, '江小明', [cell('2026-03-01/2', 37.9, true), cell('2026-03-02/1', null, null)])
  it('each state has its own word', () => {
    expect(windows.map((window) => stateOf(one, window, now))).toEqual([
      'not_owed',
      'fever',
      'reported',
      'future',
      'future',
      'future',
    ])
    expect(stateOf(row(2, '何佳'), windows[1]!, now)).toBe('missing')
    expect(stateOf(row(2, '何佳'), windows[2]!, now)).toBe('due')
  })
  it('says beforehand what the server would refuse', () => {
    const empty = row(2, '何佳')
    expect(closedFor(empty, windows[0]!, now, 24)).toBe('isolation.window_not_owed')
    expect(closedFor(empty, windows[1]!, now, 24)).toBeNull()
    expect(closedFor(empty, windows[1]!, now, 12)).toBe('isolation.report_too_late')
    expect(closedFor(empty, windows[2]!, now, 24)).toBeNull()
    expect(closedFor(empty, windows[3]!, now, 24)).toBe('isolation.window_not_open')
  })
  it('counts what is left to do', () => {
    expect(counts([one, row(2, '何佳')], windows[1]!, now)).toEqual({
      owed: 2,
      reported: 1,
      missing: 1,
      fever: 1,
    })
  })
})

describe('keys and drawing', () => {
  it.each([
    ['ArrowDown', false, { row: 3, column: 4 }],
    ['ArrowRight', false, { row: 2, column: 5 }],
    ['Home', false, { row: 2, column: 0 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 9, column: 5 }],
    ['PageDown', false, { row: 9, column: 4 }],
  ])('%s (Ctrl: %s) leads on', (key, ctrl, expected) => {
    expect(moved({ row: 2, column: 4 }, key, ctrl, 10, 6)).toEqual(expected)
  })
  it('other keys do not move', () => {
    expect(moved({ row: 0, column: 0 }, 'a', false, 10, 6)).toBeNull()
  })
  it('says where by the nearest places', () => {
    expect(nearPlaces('姚桥社区 第1网格 姚桥新苑1区 3号楼')).toBe('姚桥新苑1区 3号楼')
    expect(nearPlaces('姚桥社区')).toBe('姚桥社区')
  })
  it('draws what is in view, however long the list', () => {
    expect(drawn(0, 360, 36, 1500)).toEqual({ first: 0, last: 18 })
    expect(drawn(36_000, 360, 36, 1500)).toEqual({ first: 992, last: 1018 })
    expect(drawn(53_900, 360, 36, 1500).last).toBe(1500)
  })
})

describe('a block from Excel', () => {
  const people = [row(1, '江小明'), row(2, '何佳'), row(3, '何佳'), row(4, '马建国')]
  it('is cut into lines and cells as Excel writes them', () => {
    expect(readBlock('a\tb\r\n"c\nd"\t"e ""f"""\r\n')).toEqual([
      ['a', 'b'],
      ['c\nd', 'e "f"'],
    ])
  })
  it('goes where the cursor is when it names nobody', () => {
    const found = plan('36.5\t\n36.6 C\t-\n', { row: 0, column: 2 }, people, windows, rules)
    expect(found.matched).toBe('place')
    expect(found.passed).toBe(2)
    expect(found.cells.map((one) => [one.row?.order, one.window?.key, one.fault])).toEqual([
      ['order-1', '2026-03-02/1', ''],
      ['order-2', '2026-03-02/1', ''],
    ])
  })
  it('finds people by name in any order, and says who is not clear', () => {
    const block = '马建国\t36.4\n何佳\t36.5\n王某\t36.6\nGL2026-000003\t36.7\n'
    const found = plan(block, { row: 0, column: 2 }, people, windows, rules)
    expect(found.matched).toBe('name')
    expect(found.cells.map((one) => [one.row?.order, one.fault])).toEqual([
      ['order-4', ''],
      [undefined, 'calendar.fault_name_twice'],
      [undefined, 'calendar.fault_nobody'],
      ['order-3', ''],
    ])
  })
  it('reads dates from the head of the list and leaves other columns alone', () => {
    const block =
      '姓名\t电话\t3月1日晚\t3月2日\n江小明\t13800000000\t36.4\t36.5\n马建国\t1\t99\t36.6\n'
    const found = plan(block, { row: 0, column: 0 }, people, windows, rules)
    expect(found.cells.map((one) => [one.row?.order, one.window?.key, one.fault])).toEqual([
      ['order-1', '2026-03-01/2', ''],
      ['order-1', '2026-03-02/1', ''],
      ['order-4', '2026-03-01/2', 'calendar.fault_range'],
      ['order-4', '2026-03-02/1', ''],
    ])
  })
  it.each([
    ['2026-03-02/2', '2026-03-02/2'],
    ['3月2日 晚', '2026-03-02/2'],
    ['03-02早', '2026-03-02/1'],
    ['2026/3/2', '2026-03-02/1'],
    ['3.9', undefined],
    ['备注', undefined],
  ])('the title %s is a window', (title, key) => {
    expect(windowNamed(title, windows)?.key).toBe(key)
  })
})

it('a cell goes with its person when rows come and go above it', () => {
  const [a, b, c] = [row(1, '江小明'), row(2, '何佳'), row(3, '许秀英')]
  expect(follow({ row: 1, column: 4 }, [a, b, c], [b, c])).toEqual({ row: 0, column: 4 })
  expect(follow({ row: 1, column: 4 }, [b, c], [a, b, c])).toEqual({ row: 2, column: 4 })
  expect(follow({ row: 1, column: 4 }, [a, b, c], [a, c])).toBeNull()
  expect(follow({ row: 9, column: 4 }, [a], [a])).toBeNull()
})

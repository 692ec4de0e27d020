import { describe, expect, it } from 'vitest'
import type { ImportView } from './api'
import { choicesFrom, choose, mappingOf, progress, stepOf } from './import-wizard'

const view = (state: ImportView['state'], more: Partial<ImportView> = {}): ImportView => ({
  id: 'i',
  filename: '底册.xlsx',
  state,
  area_code: '',
  area_name: '',
  header_row: 2,
  rows: 200,
  rows_done: 0,
  good: 0,
  bad: 0,
  duplicates: 0,
  mode: 'add',
  updated: 0,
  same: 0,
  alike: 0,
  removed: 0,
  kept: 0,
  restored: 0,
  created_at: '2026-11-24T01:00:00Z',
  mapping: {},
  columns: [],
  ...more,
})

describe('the import wizard', () => {
  it('goes on where the import stands', () => {
    expect(stepOf(null, false)).toBe('upload')
    expect(stepOf(view('uploaded'), false)).toBe('mapping')
    expect(stepOf(view('mapped'), true)).toBe('preview')
    expect(stepOf(view('running'), false)).toBe('run')
    expect(stepOf(view('undone'), true)).toBe('run')
  })
  it('takes suggestions once each and lets a person move them', () => {
    const columns = [
      { index: 0, title: '姓名', samples: [], suggestion: 'name' },
      { index: 1, title: '户主', samples: [], suggestion: 'name' },
      { index: 2, title: '备注', samples: [] },
    ]
    const choices = choicesFrom(columns)
    expect(choices).toEqual({ 0: 'name', 1: '', 2: '' })
    expect(mappingOf(choose(choices, 1, 'name'))).toEqual({ name: 1 })
    expect(mappingOf(choose(choices, 0, ''))).toEqual({})
  })
  it('counts rows while importing and people while undoing', () => {
    expect(progress(view('running', { rows_done: 100 }))).toEqual({ done: 100, total: 200 })
    expect(progress(view('undoing', { good: 90, updated: 10, removed: 40, restored: 10 }))).toEqual(
      { done: 50, total: 100 },
    )
  })
})

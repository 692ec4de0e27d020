import { describe, expect, it } from 'vitest'
import type { TodoItem } from './api'
import { inOrder, pathOf } from './use-todo'

const item = (id: string, due_at: string | null, kind: TodoItem['kind'] = 'alert'): TodoItem => ({
  id,
  kind,
  due_at,
  subject_id: id,
  order: `o${id}`,
  person: null,
  order_number: '',
  title_key: '',
  person_name: '',
  area_name: '',
  overdue: false,
  action: '',
  params: {},
})

describe('the to-do list', () => {
  it('shows the most urgent first and what has no deadline last', () => {
    const items = [
      item('a', null),
      item('b', '2026-11-24T00:00:00Z'),
      item('c', '2026-11-23T00:00:00Z'),
    ]
    expect(inOrder(items).map((one) => one.id)).toEqual(['c', 'b', 'a'])
  })
  it('leads to the very step that is waiting', () => {
    expect(pathOf(item('1', null, 'confirm_order'))).toBe('/orders/o1?do=confirmation')
    expect(pathOf(item('1', null, 'paper'))).toBe('/orders/o1?tab=papers')
    expect(pathOf(item('1', null, 'done'))).toBe('/orders/o1')
  })
})

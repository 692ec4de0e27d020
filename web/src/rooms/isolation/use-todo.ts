// The to-do boxes: what waits, what I did, what is closed.
import { ref, shallowRef } from 'vue'
import { listTodo, type TodoItem } from './api'

export type Box = 'waiting' | 'done' | 'closed'
const rows = 50

/** Where the one button of a row leads; an alert is taken on in place. */
export function pathOf(item: TodoItem): string {
  const tabs: Partial<Record<TodoItem['kind'], string>> = {
    confirm_order: '?do=confirmation',
    release_due: '?do=release',
    report_due: '?do=report',
    paper: '?tab=papers',
    alert: '?tab=alerts',
  }
  return `/orders/${item.order}${tabs[item.kind] ?? ''}`
}

/** Most urgent first; what has no deadline comes last, in the server's order. */
export function inOrder(items: TodoItem[]): TodoItem[] {
  const key = (item: TodoItem) => item.due_at ?? '9999'
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

export function useTodo(start: Box) {
  const box = ref<Box>(start)
  const items = shallowRef<TodoItem[]>([])
  const next = ref('')
  const state = ref<'loading' | 'failed' | 'ready'>('loading')
  const fault = shallowRef<unknown>(null)
  let turn = 0

  async function load(more = false) {
    const mine = ++turn
    if (!more && items.value.length === 0) state.value = 'loading'
    try {
      const page = await listTodo({ box: box.value, limit: rows, after: more ? next.value : '' })
      if (mine !== turn) return
      const all = more ? [...items.value, ...page.items] : page.items
      items.value = box.value === 'waiting' ? inOrder(all) : all
      next.value = page.next
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      fault.value = error
      state.value = 'failed'
    }
  }
  function open(which: Box) {
    box.value = which
    items.value = []
    next.value = ''
    void load()
  }
  return { box, items, next, state, fault, load, open }
}

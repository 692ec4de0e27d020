import { describe, expect, it } from 'vitest'
import type { OwnMessage } from '../api'
import { arrange, createReader, isBeforeEyes } from './own-messages'

const message = (id: string, read_at?: string): OwnMessage => ({
  id,
  person: 'p',
  person_name: '江小明',
  sender_name: '孙梅',
  text: '请在家等候',
  sent_at: '2026-03-02T01:00:00.000Z',
  ...(read_at ? { read_at } : {}),
})
const ids = (items: OwnMessage[]) => items.map((one) => one.id)

describe('messages on one’s own page', () => {
  it('what is unread stands first, and stays while it is being read', () => {
    const items = [message('c'), message('b', '2026-03-02T02:00:00.000Z'), message('a', 'before')]
    const arranged = arrange(items, new Set(['b']))
    expect(ids(arranged.fresh)).toEqual(['c', 'b'])
    expect(ids(arranged.earlier)).toEqual(['a'])
  })
  it('a message counts as seen when half of it, or half a screen of it, is shown', () => {
    const seen = { isIntersecting: true, ratio: 0.5, height: 60 }
    expect(isBeforeEyes(seen, 800)).toBe(true)
    expect(isBeforeEyes({ ...seen, ratio: 0.49 }, 800)).toBe(false)
    expect(isBeforeEyes({ ...seen, ratio: 0.2, height: 400 }, 800)).toBe(true)
    expect(isBeforeEyes({ ...seen, isIntersecting: false }, 800)).toBe(false)
  })
  it('each is told once, and again only when telling failed', async () => {
    const calls: string[] = []
    let isOnline = false
    const reader = createReader((id) => {
      calls.push(id)
      return isOnline ? Promise.resolve() : Promise.reject(new Error('offline'))
    })
    await reader.read('a')
    isOnline = true
    await reader.retry()
    await reader.read('a')
    await reader.retry()
    expect(calls).toEqual(['a', 'a'])
  })
})

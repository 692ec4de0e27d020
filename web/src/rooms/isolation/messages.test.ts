import { describe, expect, it } from 'vitest'
import type { Message } from './api'
import {
  charactersMax,
  phrases,
  phraseWords,
  problemOf,
  stateOf,
  stateTime,
  withPhrase,
} from './messages'

const message = (more: Partial<Message> = {}): Message => ({
  id: 'm',
  sent_at: '2026-03-02T01:00:00.000Z',
  sent_by: { id: 'u', name: '孙梅' },
  text: '请在家等候',
  ...more,
})

describe('a message to a resident', () => {
  it('has one to five hundred characters, a rare one counting once', () => {
    expect(problemOf('  \n ')).not.toBeNull()
    expect(problemOf('好')).toBeNull()
    expect(problemOf('𠮷'.repeat(charactersMax))).toBeNull()
    expect(problemOf(` ${'菜'.repeat(charactersMax)} `)).toBeNull()
    expect(problemOf('菜'.repeat(charactersMax + 1))).not.toBeNull()
  })
  it('a ready phrase never replaces what was typed, and each can be sent as it is', () => {
    const [first] = phrases
    expect(withPhrase('', first!)).toBe(phraseWords(first!))
    expect(withPhrase(' 张师傅您好 ', first!)).toBe(`张师傅您好\n${phraseWords(first!)}`)
    for (const phrase of phrases) expect(problemOf(phraseWords(phrase))).toBeNull()
  })
  it('is unsent in time, delivered, read or taken back: the last counts', () => {
    const at = '2026-03-02T01:05:00.000Z'
    const later = '2026-03-02T01:06:00.000Z'
    expect(stateOf(message())).toBe('sent')
    expect(stateTime(message())).toBeNull()
    expect(stateOf(message({ delivered_at: at }))).toBe('delivered')
    const read = message({ delivered_at: at, read_at: later })
    expect(stateOf(read)).toBe('read')
    expect(stateTime(read)).toBe(later)
    expect(stateOf(message({ delivered_at: at, withdrawn_at: later }))).toBe('withdrawn')
  })
})

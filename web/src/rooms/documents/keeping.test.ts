import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useKeeping } from './keeping'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A server that answers when it is told to. */
function server() {
  const got: string[] = []
  const answers: ((ok: boolean) => void)[] = []
  let text = ''
  const send = () => {
    got.push(text)
    return new Promise<void>((done, refuse) =>
      answers.push((ok) => (ok ? done() : refuse(new Error('lost')))),
    )
  }
  const answer = async (ok = true) => {
    answers.shift()?.(ok)
    await vi.advanceTimersByTimeAsync(0)
  }
  return { got, send, answer, type: (more: string) => (text += more) }
}

it('sends once after the last key', async () => {
  const it = server()
  const { state, changed } = useKeeping(it.send, 700)
  for (const key of 'abc') {
    it.type(key)
    changed()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(state.value).toBe('writing')
  await vi.advanceTimersByTimeAsync(700)
  expect(it.got).toEqual(['abc'])
  await it.answer()
  expect(state.value).toBe('kept')
})

it('what is typed while a sending is under way is sent after it, and not called kept before', async () => {
  const it = server()
  const { state, changed, keep } = useKeeping(it.send, 700)
  it.type('a')
  changed()
  await vi.advanceTimersByTimeAsync(700)
  it.type('b')
  changed()
  await it.answer()
  expect(state.value).toBe('writing')
  const asked = keep()
  await vi.advanceTimersByTimeAsync(0)
  expect(it.got).toEqual(['a', 'ab'])
  await it.answer()
  await expect(asked).resolves.toBe(true)
  expect(state.value).toBe('kept')
  await vi.advanceTimersByTimeAsync(5000)
  expect(it.got).toEqual(['a', 'ab'])
})

it('what could not be sent is tried again', async () => {
  const it = server()
  const { state, changed, keep } = useKeeping(it.send, 700)
  it.type('a')
  changed()
  await vi.advanceTimersByTimeAsync(700)
  await it.answer(false)
  expect(state.value).toBe('failed')
  const asked = keep()
  await vi.advanceTimersByTimeAsync(0)
  await it.answer()
  await expect(asked).resolves.toBe(true)
  expect(it.got).toEqual(['a', 'a'])
})

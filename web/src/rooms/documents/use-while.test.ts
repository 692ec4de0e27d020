// @vitest-environment happy-dom
import { createApp, defineComponent, h, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useWhile } from './use-while'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('looks while something goes on, and no more once the page is left, even in the middle of a look', async () => {
  const goesOn = ref(false)
  let looks = 0
  let answer = () => {}
  const look = () => {
    looks += 1
    return new Promise<void>((done) => (answer = done))
  }
  const app = createApp(
    defineComponent({
      setup() {
        useWhile(goesOn, look)
        return () => h('p')
      },
    }),
  )
  app.mount(document.createElement('div'))
  goesOn.value = true
  await nextTick()
  await vi.advanceTimersByTimeAsync(1000)
  expect(looks).toBe(1)
  answer()
  await vi.advanceTimersByTimeAsync(1000)
  expect(looks).toBe(2)
  app.unmount()
  answer()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(looks).toBe(2)
})

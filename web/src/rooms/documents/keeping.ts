// Keeping what is written while it is being written: one sending at a time, and what is typed meanwhile is sent after it.
import { ref } from 'vue'

export type Kept = 'kept' | 'writing' | 'failed'

export function useKeeping(send: () => Promise<void>, settleMs: number) {
  const state = ref<Kept>('kept')
  const fault = ref<unknown>(null)
  let timer = 0
  let changes = 0
  let sent = 0
  let sending: Promise<void> | null = null

  async function sendOnce() {
    const upTo = changes
    await send()
    sent = upTo
  }
  /** Answers whether everything typed so far is kept. */
  async function keep(): Promise<boolean> {
    window.clearTimeout(timer)
    try {
      await sending
      while (sent !== changes) {
        sending ??= sendOnce().finally(() => (sending = null))
        await sending
      }
      state.value = 'kept'
      return true
    } catch (error) {
      fault.value = error
      state.value = 'failed'
      return false
    }
  }
  function changed() {
    changes += 1
    state.value = 'writing'
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void keep(), settleMs)
  }
  return { state, fault, changed, keep }
}

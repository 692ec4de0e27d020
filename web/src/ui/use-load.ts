// Loading one thing: its state, its fault, and loading it again without blinking.
import { ref, shallowRef, type Ref } from 'vue'

export interface Loaded<T> {
  value: Ref<T | null>
  state: Ref<'loading' | 'failed' | 'ready'>
  fault: Ref<unknown>
  load: () => Promise<void>
}

export function useLoad<T>(fetch: () => Promise<T>): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const state = ref<'loading' | 'failed' | 'ready'>('loading')
  const fault = shallowRef<unknown>(null)
  let turn = 0
  async function load() {
    const mine = ++turn
    if (value.value === null) state.value = 'loading'
    try {
      const found = await fetch()
      if (mine !== turn) return // A later call has overtaken this one.
      value.value = found
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      fault.value = error
      state.value = 'failed'
    }
  }
  void load()
  return { value, state, fault, load }
}

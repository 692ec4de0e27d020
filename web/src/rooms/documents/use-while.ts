// Looks again, once a second, as long as something goes on.
import { onBeforeUnmount, watch, type Ref } from 'vue'

const pauseMs = 1000

export function useWhile(goesOn: Ref<boolean>, look: () => Promise<unknown>) {
  let timer = 0
  const next = () => {
    timer = window.setTimeout(() => {
      void look().finally(() => {
        if (goesOn.value) next()
      })
    }, pauseMs)
  }
  watch(goesOn, (yes) => {
    window.clearTimeout(timer)
    if (yes) next()
  })
  onBeforeUnmount(() => window.clearTimeout(timer))
}

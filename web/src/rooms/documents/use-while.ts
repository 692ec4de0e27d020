// Looks again, once a second, as long as something goes on.
import { onBeforeUnmount, watch, type Ref } from 'vue'

const pauseMs = 1000

export function useWhile(goesOn: Ref<boolean>, look: () => Promise<unknown>) {
  let timer = 0
  let gone = false // A look that was under way when the page was left is the last one.
  const next = () => {
    timer = window.setTimeout(() => {
      void look().finally(() => {
        if (goesOn.value && !gone) next()
      })
    }, pauseMs)
  }
  watch(goesOn, (yes) => {
    window.clearTimeout(timer)
    if (yes) next()
  })
  onBeforeUnmount(() => {
    gone = true
    window.clearTimeout(timer)
  })
}

// How long something stays open, second by second; says once that it has closed.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

const tickMs = 1000

/** 14:05 */
export function clockText(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds))
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}

export function useCountdown(
  until: Ref<string | null>,
  closed: () => void,
  now = () => Date.now(),
) {
  const left = ref(0)
  let timer = 0
  const stop = () => window.clearInterval(timer)
  function tick() {
    left.value = until.value ? (Date.parse(until.value) - now()) / 1000 : 0
    if (left.value > 0) return
    stop()
    if (until.value) closed()
  }
  watch(
    until,
    () => {
      stop()
      if (!until.value) return
      timer = window.setInterval(tick, tickMs)
      tick()
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return { left, text: computed(() => clockText(left.value)) }
}

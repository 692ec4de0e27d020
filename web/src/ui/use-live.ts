// A page that loads anew when something it shows has changed, at most once a moment.
import { onBeforeUnmount, onMounted } from 'vue'
import { live, type LiveEvent } from '@/platform/live'

const settleMs = 300 // One act raises several events.

export function useLive(
  kinds: string[],
  reload: () => unknown,
  concerns: (event: LiveEvent) => boolean = () => true,
) {
  const stops: (() => void)[] = []
  let pending = 0
  const soon = () => {
    window.clearTimeout(pending)
    pending = window.setTimeout(reload, settleMs)
  }
  onMounted(() => {
    for (const kind of kinds) stops.push(live.on(kind, (event) => concerns(event) && soon()))
    stops.push(live.onReset(soon))
  })
  onBeforeUnmount(() => {
    window.clearTimeout(pending)
    stops.forEach((stop) => stop())
  })
}

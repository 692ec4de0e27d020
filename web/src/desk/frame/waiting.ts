// How much waits for this person, over all rooms that count something.
import { ref } from 'vue'
import { useGlass } from '@/rooms/access/glass'
import { rooms } from '../rooms'

export const waiting = ref(0)

let pending = 0
/** Live events come in bursts: one count answers for all within the pause. */
export function recount(pauseMs = 400): void {
  window.clearTimeout(pending)
  // Through a break-glass every answer is a look at somebody: counting in the background must be none.
  if (useGlass().through) return
  pending = window.setTimeout(async () => {
    const counts = await Promise.all(rooms.map((room) => room.waiting?.().catch(() => 0) ?? 0))
    waiting.value = counts.reduce((sum, count) => sum + count, 0)
  }, pauseMs)
}

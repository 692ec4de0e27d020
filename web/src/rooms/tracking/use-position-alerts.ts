// What the office's one list does not know of an alert of positions: since when, and how far the ladder is. All rows of
// the list share one question to the server.
import { ref } from 'vue'
import { listAlerts, type TrackAlert } from './api'

const known = ref(new Map<string, TrackAlert>())
let asking: Promise<void> | null = null
let again = false

async function ask() {
  const page = await listAlerts({ limit: 100 })
  known.value = new Map(page.items.map((one) => [one.id, one]))
}

export function usePositionAlerts() {
  function load(): Promise<void> {
    if (asking) {
      again = true
      return asking
    }
    asking = ask()
      .catch(() => undefined) // The row stands without it; the next event asks anew.
      .finally(() => {
        asking = null
        if (again) {
          again = false
          void load()
        }
      })
    return asking
  }
  return { known, load }
}

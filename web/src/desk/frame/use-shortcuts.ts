// Keys that work everywhere, except while typing.
import { onBeforeUnmount, onMounted } from 'vue'

const pairMs = 900 // How long after "g" the second key may come.

export function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element?.closest?.('input,textarea,select,[contenteditable=true],[role=dialog]')
}

/** Finds what a key means, given a key pressed just before. */
export function meaning(keys: string[], key: string, before: string): string | null {
  const pair = `${before} ${key}`
  if (before && keys.includes(pair)) return pair
  return keys.includes(key) ? key : null
}

export function useShortcuts(actions: Record<string, () => unknown>): void {
  let before = ''
  let at = 0
  function press(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target))
      return
    const now = event.timeStamp
    const found = meaning(Object.keys(actions), event.key, now - at < pairMs ? before : '')
    before = event.key
    at = now
    if (!found) return
    event.preventDefault()
    before = ''
    actions[found]?.()
  }
  onMounted(() => window.addEventListener('keydown', press))
  onBeforeUnmount(() => window.removeEventListener('keydown', press))
}

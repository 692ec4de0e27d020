// Messages on one's own page: what is new stands first, and stays there while one reads; each is reported read once.
import type { OwnMessage } from '../api'

export interface Arranged {
  fresh: OwnMessage[]
  earlier: OwnMessage[]
}
/** `met`: what was unread at any time since the page was opened. Nothing jumps away from under the eyes. */
export function arrange(items: OwnMessage[], met: ReadonlySet<string>): Arranged {
  const isFresh = (one: OwnMessage) => !one.read_at || met.has(one.id)
  return { fresh: items.filter(isFresh), earlier: items.filter((one) => !isFresh(one)) }
}

/** Tells the office that a message was seen; what could not be told is told again by `retry`. */
export function createReader(tell: (id: string) => Promise<unknown>) {
  const told = new Set<string>()
  const owed = new Set<string>()
  async function read(id: string): Promise<void> {
    if (told.has(id)) return
    told.add(id)
    try {
      await tell(id)
      owed.delete(id)
    } catch {
      told.delete(id)
      owed.add(id)
    }
  }
  return { read, retry: () => Promise.all([...owed].map(read)) }
}

const shareEnough = 0.5 // Of the message, or of the screen if the message is longer than that.
export function isBeforeEyes(
  seen: { isIntersecting: boolean; ratio: number; height: number },
  screenHeight: number,
): boolean {
  return (
    seen.isIntersecting && (seen.ratio >= shareEnough || seen.height >= screenHeight * shareEnough)
  )
}

const dwellMs = 1000 // A glance while scrolling past is no reading.
/** Calls `seen` once the element has stood before somebody's eyes; answers how to stop watching. */
export function watchSeen(element: Element, seen: () => void): () => void {
  let visible = false
  let timer = 0
  const settle = () => {
    window.clearTimeout(timer)
    if (visible && document.visibilityState === 'visible') timer = window.setTimeout(seen, dwellMs)
  }
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries.at(-1)
      if (!last) return
      const { isIntersecting, intersectionRatio: ratio, intersectionRect } = last
      const before = visible
      visible = isBeforeEyes(
        { isIntersecting, ratio, height: intersectionRect.height },
        window.innerHeight,
      )
      if (visible !== before) settle()
    },
    { threshold: [0, 0.25, 0.5, 0.75, 1] },
  )
  observer.observe(element)
  document.addEventListener('visibilitychange', settle)
  return () => {
    window.clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('visibilitychange', settle)
  }
}

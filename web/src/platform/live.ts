// Live screens: events after commit, resumed where the link broke; says since when figures stand.
import { computed, reactive } from 'vue'
import { addressOf } from './client'

export interface LiveEvent<T = Record<string, unknown>> {
  id: string
  kind: string
  subject: string
  payload: T
}
export type LiveHandler = (event: LiveEvent) => void

/** As much of EventSource as is used, so that the logic is tested without a browser. */
export interface EventStream {
  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void): void
  onopen: ((event: Event) => unknown) | null
  onerror: ((event: Event) => unknown) | null
  readonly readyState: number
  close(): void
}
export type OpenStream = (address: string) => EventStream

const closedState = 2
const waitFirst = 1000 // Milliseconds; doubles up to waitMost, so that a restarted server is not stormed.
const waitMost = 30_000

export function nextWait(previous: number): number {
  return previous === 0 ? waitFirst : Math.min(previous * 2, waitMost)
}

/** The server wraps as {kind, subject, payload}; anything else is dropped, not thrown. */
export function readEvent(kind: string, id: string, data: string): LiveEvent | null {
  try {
    const body = JSON.parse(data) as Partial<LiveEvent>
    return { id, kind, subject: body.subject ?? '', payload: body.payload ?? {} }
  } catch {
    return null
  }
}

export function createLive(open: OpenStream = (address) => new EventSource(address)) {
  const state = reactive({ link: 'off' as 'off' | 'connecting' | 'open' | 'lost', since: '' })
  const handlers = new Map<string, Set<LiveHandler>>()
  const resets = new Set<() => void>()
  const bound = new Set<string>()
  let stream: EventStream | null = null
  let lastId = ''
  let wait = 0
  let timer = 0

  function deliver(kind: string, message: MessageEvent<string>) {
    if (message.lastEventId) lastId = message.lastEventId
    const event = readEvent(kind, message.lastEventId, message.data)
    if (!event) return
    state.since = new Date().toISOString()
    for (const handler of handlers.get(kind) ?? []) handler(event)
  }
  function bind(kind: string) {
    if (!stream || bound.has(kind)) return
    bound.add(kind)
    stream.addEventListener(kind, (message) => deliver(kind, message))
  }
  function lost() {
    if (state.link === 'open') state.since = new Date().toISOString()
    state.link = 'lost'
    if (!stream || stream.readyState !== closedState) return // The browser itself tries again.
    stream = null
    wait = nextWait(wait)
    timer = window.setTimeout(start, wait)
  }
  function opened() {
    state.link = 'open'
    state.since = new Date().toISOString()
    wait = 0
  }
  function reset(message: MessageEvent<string>) {
    if (message.lastEventId) lastId = message.lastEventId
    for (const load of resets) load()
  }
  function start() {
    if (stream) return
    if (state.link === 'off') state.link = 'connecting'
    stream = open(addressOf('/api/live', { last_event_id: lastId }))
    bound.clear()
    for (const kind of handlers.keys()) bind(kind)
    stream.addEventListener('reset', reset)
    stream.onopen = opened
    stream.onerror = lost
  }
  function stop() {
    window.clearTimeout(timer)
    stream?.close()
    stream = null
    lastId = ''
    wait = 0
    state.link = 'off'
  }
  /** Answers how to stop listening. */
  function on(kind: string, handler: LiveHandler): () => void {
    const set = handlers.get(kind) ?? new Set()
    handlers.set(kind, set)
    set.add(handler)
    bind(kind)
    return () => set.delete(handler)
  }
  /** Called when too much was missed: load anew. */
  function onReset(load: () => void): () => void {
    resets.add(load)
    return () => resets.delete(load)
  }
  return { state, lost: computed(() => state.link === 'lost'), start, stop, on, onReset }
}

export const live = createLive()

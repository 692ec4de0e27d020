import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createLive, nextWait, readEvent, type EventStream } from './live'

class FakeStream implements EventStream {
  listeners = new Map<string, (event: MessageEvent<string>) => void>()
  onopen: ((event: Event) => unknown) | null = null
  onerror: ((event: Event) => unknown) | null = null
  readyState = 1
  constructor(readonly address: string) {}
  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(kind, listener)
  }
  close() {
    this.readyState = 2
  }
  say(kind: string, id: string, data: string) {
    this.listeners.get(kind)?.({ data, lastEventId: id } as MessageEvent<string>)
  }
}

describe('the live link', () => {
  let streams: FakeStream[] = []
  const open = (address: string) => {
    const stream = new FakeStream(address)
    streams.push(stream)
    return stream
  }
  beforeEach(() => {
    streams = []
    vi.useFakeTimers()
  })

  it('delivers an event to those who listen for its kind, until they stop', () => {
    const live = createLive(open)
    const heard: string[] = []
    const stop = live.on('isolation.alert_raised', (event) => heard.push(event.subject))
    live.start()
    streams[0]!.onopen?.({} as Event)
    streams[0]!.say('isolation.alert_raised', '7', '{"subject":"a","payload":{}}')
    stop()
    streams[0]!.say('isolation.alert_raised', '8', '{"subject":"b","payload":{}}')
    expect(heard).toEqual(['a'])
    expect(live.state.link).toBe('open')
  })
  it('resumes after the last event it has seen when the link is closed for good', () => {
    const live = createLive(open)
    live.on('k', () => undefined)
    live.start()
    streams[0]!.onopen?.({} as Event)
    streams[0]!.say('k', '41', '{}')
    streams[0]!.readyState = 2
    streams[0]!.onerror?.({} as Event)
    expect(live.state.link).toBe('lost')
    vi.advanceTimersByTime(1000)
    expect(streams[1]!.address).toBe('/api/live?last_event_id=41')
  })
  it('leaves a passing break to the browser, but says so', () => {
    const live = createLive(open)
    live.start()
    streams[0]!.onopen?.({} as Event)
    streams[0]!.readyState = 0
    streams[0]!.onerror?.({} as Event)
    vi.advanceTimersByTime(60_000)
    expect(streams).toHaveLength(1)
    expect(live.lost.value).toBe(true)
    streams[0]!.onopen?.({} as Event)
    expect(live.lost.value).toBe(false)
  })
  it('loads anew when too much was missed', () => {
    const live = createLive(open)
    const load = vi.fn()
    live.onReset(load)
    live.start()
    streams[0]!.say('reset', '99', '{}')
    expect(load).toHaveBeenCalledOnce()
  })
  it('waits longer each time, up to half a minute', () => {
    expect([0, 1000, 16_000, 30_000].map(nextWait)).toEqual([1000, 2000, 30_000, 30_000])
  })
  it('drops what it cannot read', () => {
    expect(readEvent('k', '1', 'not json')).toBeNull()
    expect(readEvent('k', '1', '{"subject":"s"}')).toEqual({
      id: '1',
      kind: 'k',
      subject: 's',
      payload: {},
    })
  })
})

import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import vectors from '../../../../server/rooms/tracking/fence_vectors.json'
import { moved } from '@/ui/map/geometry'
import type { DeviceStates } from './api'
import { useDeviceFence } from './use-device-fence'

const home = { latitude: 34.8, longitude: 113.8 }
const fence = { circles: [{ center: home, radius_meters: 100 }], polygons: [], leaves: [] }

function phone(send: (states: DeviceStates, key: string) => Promise<unknown>) {
  let report: PositionCallback = () => undefined
  const geolocation = {
    watchPosition: (found: PositionCallback) => {
      report = found
      return 7
    },
    clearWatch: vi.fn(),
  }
  let now = Date.parse('2026-11-24T00:00:00Z')
  const scope = effectScope()
  const own = scope.run(() =>
    useDeviceFence({
      policy: vectors.policy,
      fence,
      intervalSeconds: 60,
      geolocation,
      send,
      now: () => now,
    }),
  )!
  let count = 0
  const at = (meters: number) => {
    now += 60_000
    const point = moved(home, Math.sin(++count), meters)
    report({ timestamp: now, coords: { ...point, accuracy: 15 } } as GeolocationPosition)
  }
  return { own, at, scope, geolocation }
}

beforeEach(() => localStorage.clear())
afterEach(() => vi.useRealTimers())

describe('a phone that decides by itself', () => {
  it('tells changes and signs of life, and never a place', async () => {
    vi.useFakeTimers()
    const sent: DeviceStates[] = []
    const { own, at } = phone(async (states) => sent.push(states))
    own.start()
    for (let n = 0; n < 5; n++) at(5)
    await vi.advanceTimersByTimeAsync(1)
    for (let n = 0; n < 12; n++) at(400)
    await vi.advanceTimersByTimeAsync(1)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    const told = sent.flatMap((one) => one.states.map((state) => state.verdict))
    expect(told).toEqual(['inside', 'suspect', 'out'])
    expect(own.verdict.value).toBe('out')
    expect(sent.some((one) => one.states.length === 0)).toBe(true)
    expect(JSON.stringify(sent)).not.toContain('34.8')
  })
  it('without network changes wait, survive a reload, and go under one key', async () => {
    const keys: string[] = []
    let works = false
    const send = async (_: DeviceStates, key: string) => {
      keys.push(key)
      if (!works) throw new Error('no network')
    }
    const { own, at, scope } = phone(send)
    own.start()
    await own.flush()
    at(5)
    await own.flush()
    expect(own.unsent.value).toHaveLength(1)
    scope.stop()
    const later = phone(send).own
    expect(later.unsent.value.map((one) => one.verdict)).toEqual(['inside'])
    await later.flush()
    works = true
    await later.flush()
    expect(keys.at(-1)).toBe(keys.at(-2))
    expect(later.unsent.value).toEqual([])
    expect(localStorage.getItem('tracking.changes')).toBe('[]')
  })
  it('stops with its page, and says when the phone refuses', () => {
    const { own, scope, geolocation } = phone(async () => undefined)
    own.start()
    scope.stop()
    expect(geolocation.clearWatch).toHaveBeenCalledWith(7)
  })
})

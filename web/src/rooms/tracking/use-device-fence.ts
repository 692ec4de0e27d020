// The phone decides itself: fixes stay on it; only a changed verdict and a sign of life leave it.
import { onScopeDispose, ref } from 'vue'
import { newKey } from '@/platform/client'
import { sendStates, type DeviceStates } from './api'
import * as rule from './fence'

export interface WhereAmI {
  watchPosition: Geolocation['watchPosition']
  clearWatch: Geolocation['clearWatch']
}
interface Setting {
  policy: rule.FencePolicy
  fence: rule.Fence
  intervalSeconds: number
  geolocation: WhereAmI
  send?: (states: DeviceStates, key: string) => Promise<unknown>
  now?: () => number
}
type Change = DeviceStates['states'][number]
const heartbeatMs = 10 * 60_000 // Well within the policy's silence, so that a lost one does not alarm.
const kept = 'tracking.changes' // What could not be sent yet survives a reload, without any position.
const changesMax = 200 // As the server takes at once.

function restore(): Change[] {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? '[]') as Change[]
  } catch {
    return []
  }
}

export function useDeviceFence(setting: Setting) {
  const now = setting.now ?? Date.now
  const send = setting.send ?? sendStates
  const verdict = ref<rule.FenceVerdict>('no_data')
  const refused = ref(false)
  const unsent = ref(restore())
  let state = rule.unheardOf()
  let watchId: number | null = null
  let timer = 0
  let sending = false
  let key = newKey()
  let batch = 0

  function keep() {
    localStorage.setItem(kept, JSON.stringify(unsent.value))
  }
  /** The same key for the same batch: a lost answer does not count a change twice. */
  async function flush() {
    if (sending) return
    sending = true
    batch = batch || unsent.value.length
    let more = false
    try {
      await send({ states: unsent.value.slice(0, batch) }, key)
      unsent.value = unsent.value.slice(batch)
      batch = 0
      more = unsent.value.length > 0 // Changed while this was on its way.
      keep()
    } catch {
      // Kept; the next sign of life takes it along.
    } finally {
      sending = false
      if (batch === 0) key = newKey()
    }
    if (more) await flush()
  }
  function take(position: GeolocationPosition) {
    const { latitude, longitude, accuracy } = position.coords
    const fix = {
      point: { latitude, longitude },
      time: position.timestamp,
      accuracy: accuracy > 0 ? accuracy : null,
      homeNetwork: false,
    }
    const before = state.verdict
    state = rule.next(state, setting.policy, setting.fence, fix, now())
    verdict.value = state.verdict
    refused.value = false
    if (state.verdict === before) return
    const change: Change = {
      verdict: state.verdict,
      since: new Date(state.since).toISOString(),
      rule_version: rule.fenceRuleVersion,
    }
    unsent.value = [...unsent.value, change].slice(-changesMax)
    keep()
    void flush()
  }
  function start() {
    if (watchId !== null) return
    watchId = setting.geolocation.watchPosition(take, () => (refused.value = true), {
      enableHighAccuracy: true,
      maximumAge: setting.intervalSeconds * 1000,
    })
    timer = window.setInterval(() => void flush(), heartbeatMs)
    void flush()
  }
  function stop() {
    if (watchId !== null) setting.geolocation.clearWatch(watchId)
    watchId = null
    window.clearInterval(timer)
  }
  onScopeDispose(stop)
  return { verdict, refused, unsent, start, stop, flush }
}

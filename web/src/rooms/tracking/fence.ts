// Is the phone at home? Not written twice: this is server/rooms/tracking/fence.cpp, compiled to WebAssembly by ./dev
// (web/wasm/fence.cpp is the other side of these calls), for a phone that decides by itself and sends only what changed.
import type { Schema } from '@/platform/routes'
import type { GeoPoint } from '@/ui/map/geometry'
import coded from '@/generated/fence-rule'

export type FencePolicy = Schema['FencePolicy']
export type FenceVerdict = Schema['FenceVerdict']
/** What a fence is made of; times are ISO texts. */
export type Fence = Pick<Schema['OwnWatchView'], 'circles' | 'polygons' | 'leaves'>

/** Times are epoch milliseconds. */
export interface FenceFix {
  point: GeoPoint
  time: number
  accuracy: number | null
  homeNetwork: boolean
}
interface Run {
  fixes: number
  since: number
  until: number
}
export interface FenceState {
  verdict: FenceVerdict
  since: number
  logOdds: number
  seenAt: number | null
  fixTime: number | null
  places: GeoPoint[]
  outside: Run
  clear: Run
  bestAccuracy: number
}

interface Rule {
  memory: WebAssembly.Memory
  _initialize(): void
  numbers(): number
  rule_version(): number
  policy_name(index: number): number
  take_policy(): void
  take_fence(): void
  take_state(): void
  put_state(): void
  next(
    latitude: number,
    longitude: number,
    time: number,
    accuracy: number,
    atHome: number,
    now: number,
  ): void
  heard(now: number): void
  judge(now: number): number
  wants_probe(): number
}

async function load(): Promise<Rule> {
  const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0))
  const { instance } = await WebAssembly.instantiate(bytes, {})
  const loaded = instance.exports as unknown as Rule
  loaded._initialize()
  return loaded
}
const rule = await load()
/** Alerts keep it, and false alarms are counted by it. */
export const fenceRuleVersion = rule.rule_version()

// As in C++: the order is that of FenceVerdict.
const verdicts: FenceVerdict[] = ['inside', 'suspect', 'out', 'no_signal', 'no_data']
const noRun = (): Run => ({ fixes: 0, since: 0, until: 0 })
export const unheardOf = (): FenceState => ({
  verdict: 'no_data',
  since: 0,
  logOdds: 0,
  seenAt: null,
  fixTime: null,
  places: [],
  outside: noRun(),
  clear: noRun(),
  bestAccuracy: 0,
})

// ---- numbers over the border

/** Anew for each use: memory that grew has another buffer. */
const room = (count: number) => new Float64Array(rule.memory.buffer, rule.numbers(), count)
const give = (numbers: number[]) => room(numbers.length).set(numbers)

function policyNames(): (keyof FencePolicy)[] {
  const names: string[] = []
  for (let at = rule.policy_name(0); at !== 0; at = rule.policy_name(names.length)) {
    const bytes = new Uint8Array(rule.memory.buffer, at)
    names.push(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))))
  }
  return names as (keyof FencePolicy)[]
}
const names = policyNames()

let givenPolicy: FencePolicy | null = null
function givePolicy(policy: FencePolicy) {
  if (policy === givenPolicy) return
  give(names.map((name) => policy[name]))
  rule.take_policy()
  givenPolicy = policy
}
const pair = (point: GeoPoint) => [point.latitude, point.longitude]
function giveFence(fence: Fence) {
  give([
    fence.circles.length,
    ...fence.circles.flatMap((one) => [...pair(one.center), one.radius_meters]),
    fence.polygons.length,
    ...fence.polygons.flatMap((one) => [one.corners.length, ...one.corners.flatMap(pair)]),
    fence.leaves.length,
    ...fence.leaves.flatMap((one) => [Date.parse(one.from), Date.parse(one.until)]),
  ])
  rule.take_fence()
}
const ofRun = (run: Run) => [run.fixes, run.since, run.until]
function giveState(state: FenceState) {
  give([
    verdicts.indexOf(state.verdict),
    state.since,
    state.logOdds,
    state.seenAt ?? NaN,
    state.fixTime ?? NaN,
    state.places.length,
    ...state.places.flatMap(pair),
    ...ofRun(state.outside),
    ...ofRun(state.clear),
    state.bestAccuracy,
  ])
  rule.take_state()
}
const numbersOfState = 32 // 5 + a count + 4 places + 2 runs + 1.
function takeState(): FenceState {
  rule.put_state()
  const numbers = room(numbersOfState)
  let at = 0
  const one = () => numbers[at++]!
  const optional = () => {
    const value = one()
    return Number.isNaN(value) ? null : value
  }
  const run = (): Run => ({ fixes: one(), since: one(), until: one() })
  return {
    verdict: verdicts[one()]!,
    since: one(),
    logOdds: one(),
    seenAt: optional(),
    fixTime: optional(),
    places: Array.from({ length: one() }, () => ({ latitude: one(), longitude: one() })),
    outside: run(),
    clear: run(),
    bestAccuracy: one(),
  }
}

// ---- the rule

/** A sign of life without a position. */
export function heard(state: FenceState, now: number): FenceState {
  giveState(state)
  rule.heard(now)
  return takeState()
}

export function next(
  state: FenceState,
  policy: FencePolicy,
  fence: Fence,
  fix: FenceFix,
  now: number,
): FenceState {
  givePolicy(policy)
  giveFence(fence)
  giveState(state)
  const { latitude, longitude } = fix.point
  const accuracy = fix.accuracy ?? NaN
  rule.next(latitude, longitude, fix.time, accuracy, fix.homeNetwork ? 1 : 0, now)
  return takeState()
}

export function judge(state: FenceState, policy: FencePolicy, now: number): FenceVerdict {
  givePolicy(policy)
  giveState(state)
  return verdicts[rule.judge(now)]!
}

export function wantsProbe(state: FenceState): boolean {
  giveState(state)
  return rule.wants_probe() !== 0
}

// Is the phone at home? The same rule as server/rooms/tracking/fence.cpp, for a phone that decides by itself and
// sends only what changed; fence_vectors.json holds both together. The reasons stand there.
import type { Schema } from '@/platform/routes'
import { distanceMeters, type GeoPoint } from '@/ui/map/geometry'

/** Bumped with fence_rule_version on the server; the vectors' test compares them. */
export const fenceRuleVersion = 1

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

const placesMax = 4
const minuteMs = 60_000
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

const seriesUntil = 3 // Beyond it the continued fraction converges faster.
const fractionDepth = 60

function erfSmall(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

function erfcLarge(x: number): number {
  let tail = x
  for (let n = fractionDepth; n > 0; n--) tail = x + n / 2 / tail
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail
}

/** 1 − erf(x), keeping its digits far out. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  return x < seriesUntil ? 1 - erfSmall(x) : erfcLarge(x)
}

const normalShareBelow = (deviations: number) => 0.5 * erfc(-deviations / Math.SQRT2)

interface Meters {
  east: number
  north: number
}
const radian = Math.PI / 180
const metersPerDegree = 6_371_008.8 * radian

function seenFrom(origin: GeoPoint, corner: GeoPoint): Meters {
  const apart = corner.longitude - origin.longitude
  const turn = apart - 360 * Math.round(apart / 360)
  return {
    east: turn * metersPerDegree * Math.cos(origin.latitude * radian),
    north: (corner.latitude - origin.latitude) * metersPerDegree,
  }
}

function distanceToSide(from: Meters, to: Meters): number {
  const east = to.east - from.east
  const north = to.north - from.north
  const square = east * east + north * north
  const raw = square > 0 ? -(from.east * east + from.north * north) / square : 0
  const along = Math.min(1, Math.max(0, raw))
  return Math.hypot(from.east + along * east, from.north + along * north)
}

function outsidePolygon(corners: GeoPoint[], point: GeoPoint): number {
  let nearest = Infinity
  let inside = false
  corners.forEach((corner, at) => {
    const from = seenFrom(point, corner)
    const to = seenFrom(point, corners[(at + 1) % corners.length]!)
    nearest = Math.min(nearest, distanceToSide(from, to))
    if (from.north > 0 === to.north > 0) return
    const share = from.north / (from.north - to.north)
    if (from.east + share * (to.east - from.east) > 0) inside = !inside
  })
  return inside ? -nearest : nearest
}

/** Metres outside the edge, negative inside; infinite without shapes. */
export function distanceOutside(fence: Fence, point: GeoPoint): number {
  const circles = fence.circles.map((one) => distanceMeters(one.center, point) - one.radius_meters)
  const polygons = fence.polygons.map((one) => outsidePolygon(one.corners, point))
  return Math.min(Infinity, ...circles, ...polygons)
}

export const onLeave = (fence: Fence, at: number) =>
  fence.leaves.some((leave) => Date.parse(leave.from) <= at && at < Date.parse(leave.until))

function evidenceOf(policy: FencePolicy, outside: number, accuracy: number): number {
  const sigma = Math.max(policy.sigma_meters_min, accuracy / policy.accuracy_per_sigma)
  const trusted = 1 - policy.junk_share
  const out = trusted * normalShareBelow(outside / sigma) + policy.junk_share
  const home = trusted * normalShareBelow(-outside / sigma) + policy.junk_share
  return Math.log(out / home)
}

function endRun(state: FenceState) {
  state.outside = noRun()
  state.clear = noRun()
  state.bestAccuracy = 0
}
function count(run: Run, at: number) {
  if (run.fixes === 0) run.since = at
  run.fixes += 1
  run.until = at
}
const reaches = (run: Run, fixes: number, seconds: number) =>
  run.fixes >= fixes && run.until - run.since >= seconds * 1000

/** Moves the point to the front of the known places. */
function meet(state: FenceState, point: GeoPoint): 'fresh' | 'known' | 'newest' {
  const at = state.places.findIndex(
    (one) => one.latitude === point.latitude && one.longitude === point.longitude,
  )
  if (at === 0) return 'newest'
  const others = state.places.filter((_, index) => index !== at)
  state.places = [point, ...others].slice(0, placesMax)
  return at > 0 ? 'known' : 'fresh'
}

const isSuspect = (state: FenceState, policy: FencePolicy) =>
  state.logOdds > policy.suspect_above &&
  (reaches(state.outside, policy.suspect_fixes, policy.suspect_seconds) ||
    reaches(state.outside, policy.sparse_suspect_fixes, policy.sparse_suspect_seconds))

const isOut = (state: FenceState, policy: FencePolicy) =>
  state.logOdds > policy.out_above &&
  reaches(state.clear, policy.out_fixes, policy.out_seconds) &&
  state.bestAccuracy > 0 &&
  state.bestAccuracy <= policy.out_accuracy_meters

function verdictAfter(state: FenceState, policy: FencePolicy): FenceVerdict {
  if (state.verdict === 'no_data' || state.logOdds < policy.back_below) return 'inside'
  if (state.verdict === 'out' || isOut(state, policy)) return 'out'
  return isSuspect(state, policy) ? 'suspect' : state.verdict
}

function become(state: FenceState, verdict: FenceVerdict, at: number) {
  if (state.verdict === verdict) return
  state.verdict = verdict
  state.since = at
}

function weigh(
  state: FenceState,
  policy: FencePolicy,
  fence: Fence,
  fix: FenceFix,
  known: boolean,
) {
  const said = (fix.accuracy ?? 0) > 0
  const accuracy = said ? fix.accuracy! : policy.accuracy_meters_unknown
  let evidence = evidenceOf(policy, distanceOutside(fence, fix.point), accuracy)
  if (fix.homeNetwork || known) evidence = Math.min(evidence, 0)
  const odds = state.logOdds + evidence
  state.logOdds = Math.min(policy.log_odds_max, Math.max(policy.log_odds_min, odds))
  if (evidence > 0) {
    count(state.outside, fix.time)
    if (accuracy <= policy.coarse_accuracy_meters) count(state.clear, fix.time)
    const best = state.bestAccuracy
    if (said && (best === 0 || accuracy < best)) state.bestAccuracy = accuracy
  } else if (evidence < 0 && state.logOdds <= 0) endRun(state)
}

/** A sign of life without a position. */
export function heard(state: FenceState, now: number): FenceState {
  return { ...state, seenAt: Math.max(state.seenAt ?? now, now) }
}

export function next(
  state: FenceState,
  policy: FencePolicy,
  fence: Fence,
  fix: FenceFix,
  now: number,
): FenceState {
  const after: FenceState = {
    ...heard(state, now),
    outside: { ...state.outside },
    clear: { ...state.clear },
  }
  if (after.fixTime !== null && fix.time <= after.fixTime) return after
  if (after.fixTime !== null) {
    const gap = fix.time - after.fixTime
    const leak = policy.leak_minutes * minuteMs
    after.logOdds *= Math.exp(-gap / leak)
    if (gap > leak) endRun(after)
  }
  after.fixTime = fix.time
  const familiarity = meet(after, fix.point)
  const shapeless = fence.circles.length === 0 && fence.polygons.length === 0
  if (shapeless || onLeave(fence, fix.time)) {
    after.logOdds = 0
    endRun(after)
    become(after, 'inside', fix.time)
    return after
  }
  if (familiarity !== 'newest') weigh(after, policy, fence, fix, familiarity === 'known')
  become(after, verdictAfter(after, policy), fix.time)
  return after
}

export function judge(state: FenceState, policy: FencePolicy, now: number): FenceVerdict {
  const silent = policy.silence_minutes * minuteMs
  return state.seenAt !== null && now - state.seenAt > silent ? 'no_signal' : state.verdict
}

export const wantsProbe = (state: FenceState) =>
  state.verdict === 'suspect' || (state.verdict !== 'out' && state.outside.fixes > 0)

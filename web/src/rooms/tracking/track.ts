// A track in the reader's terms: where somebody stayed, where the phone was silent, where it was at a moment.
import { distanceMeters, lengthMeters, type GeoPoint } from '@/ui/map/geometry'

export interface TrackSpot {
  /** Epoch milliseconds of the fix. */
  at: number
  point: GeoPoint
  /** Metres; null when the phone did not say. */
  accuracy: number | null
  /** Why the office would not decide by it; empty for a good one. */
  doubt: string
}
export interface Stay {
  from: number
  until: number
  center: GeoPoint
  spots: number
}
export interface Gap {
  from: number
  until: number
}

export const minuteMs = 60_000
export const dayMs = 24 * 60 * minuteMs
const stayRadiusMeters = 60 // A phone at rest wanders less than this; the next building is farther.
const stayLeastMs = 10 * minuteMs
export const gapMs = 20 * minuteMs // A phone at rest reports at least every quarter of an hour.
const coarseMeters = 100

const middle = (points: GeoPoint[]): GeoPoint => ({
  latitude: points.reduce((sum, point) => sum + point.latitude, 0) / points.length,
  longitude: points.reduce((sum, point) => sum + point.longitude, 0) / points.length,
})

/** Runs of good fixes that keep near their own middle for ten minutes or more. */
export function staysOf(spots: TrackSpot[]): Stay[] {
  const stays: Stay[] = []
  let run: TrackSpot[] = []
  const close = () => {
    const first = run[0]
    const last = run.at(-1)
    if (first && last && last.at - first.at >= stayLeastMs) {
      const center = middle(run.map((spot) => spot.point))
      stays.push({ from: first.at, until: last.at, center, spots: run.length })
    }
    run = []
  }
  for (const spot of spots) {
    // A coarse fix can neither prove that somebody stayed nor that somebody left.
    if (spot.doubt || (spot.accuracy ?? 0) > coarseMeters) continue
    const center = run.length > 0 ? middle(run.slice(-50).map((one) => one.point)) : spot.point
    if (distanceMeters(center, spot.point) > stayRadiusMeters) close()
    run.push(spot)
  }
  close()
  return stays
}

export function gapsOf(spots: TrackSpot[]): Gap[] {
  const gaps: Gap[] = []
  for (let at = 1; at < spots.length; at++) {
    const [before, after] = [spots[at - 1]!, spots[at]!]
    if (after.at - before.at > gapMs) gaps.push({ from: before.at, until: after.at })
  }
  return gaps
}

/** The newest spot not after the moment; −1 before the first. */
export function indexAt(spots: TrackSpot[], moment: number): number {
  let low = 0
  let high = spots.length
  while (low < high) {
    const half = (low + high) >> 1
    if (spots[half]!.at <= moment) low = half + 1
    else high = half
  }
  return low - 1
}

/** Good fixes as lines, parted where the phone was silent: nobody knows how it got from one end to the other. */
export function linesOf(spots: TrackSpot[]): GeoPoint[][] {
  const lines: GeoPoint[][] = []
  let before: TrackSpot | null = null
  for (const spot of spots) {
    if (spot.doubt) continue
    if (!before || spot.at - before.at > gapMs) lines.push([])
    lines.at(-1)!.push(spot.point)
    before = spot
  }
  return lines
}

export interface TrackSums {
  spots: number
  doubtful: number
  meters: number
  farthest: number | null
  silentMs: number
}
export function sumsOf(spots: TrackSpot[], home: GeoPoint | null): TrackSums {
  const good = spots.filter((spot) => !spot.doubt)
  const far = home ? good.map((spot) => distanceMeters(home, spot.point)) : []
  return {
    spots: spots.length,
    doubtful: spots.length - good.length,
    meters: linesOf(spots).reduce((sum, line) => sum + lengthMeters(line), 0),
    farthest: far.length > 0 ? Math.max(...far) : null,
    silentMs: gapsOf(spots).reduce((sum, gap) => sum + gap.until - gap.from, 0),
  }
}

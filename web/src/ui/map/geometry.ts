// Distances and shapes on the ground. WGS-84 degrees; metres.
export interface GeoPoint {
  latitude: number
  longitude: number
}

const earthRadius = 6_371_008.8 // The same mean sphere as server/kernel/geo.cpp.
const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI

export function distanceMeters(from: GeoPoint, to: GeoPoint): number {
  const north = radians(to.latitude - from.latitude) / 2
  const east = radians(to.longitude - from.longitude) / 2
  const half =
    Math.sin(north) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east) ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** So many metres east and north of a point; good within a district. */
export function moved(from: GeoPoint, east: number, north: number): GeoPoint {
  return {
    latitude: from.latitude + degrees(north / earthRadius),
    longitude: from.longitude + degrees(east / (earthRadius * Math.cos(radians(from.latitude)))),
  }
}

const circleCorners = 64

/** A closed ring around a point. */
export function circleRing(center: GeoPoint, radiusMeters: number): GeoPoint[] {
  return Array.from({ length: circleCorners + 1 }, (_, at) => {
    const angle = ((at % circleCorners) / circleCorners) * 2 * Math.PI
    return moved(center, radiusMeters * Math.cos(angle), radiusMeters * Math.sin(angle))
  })
}

export function closedRing(points: GeoPoint[]): GeoPoint[] {
  return points.length === 0 ? [] : [...points, points[0]!]
}

export function lengthMeters(line: GeoPoint[]): number {
  let total = 0
  for (let at = 1; at < line.length; at++) total += distanceMeters(line[at - 1]!, line[at]!)
  return total
}

export type Bounds = [[number, number], [number, number]]

/** [[west, south], [east, north]], never smaller than `least` metres across; null of nothing. */
export function boundsOf(points: GeoPoint[], least = 200): Bounds | null {
  if (points.length === 0) return null
  const latitudes = points.map((point) => point.latitude)
  const longitudes = points.map((point) => point.longitude)
  const low = { latitude: Math.min(...latitudes), longitude: Math.min(...longitudes) }
  const high = { latitude: Math.max(...latitudes), longitude: Math.max(...longitudes) }
  const roomy = least / 2
  const southWest = moved(low, -roomy, -roomy)
  const northEast = moved(high, roomy, roomy)
  return [
    [southWest.longitude, southWest.latitude],
    [northEast.longitude, northEast.latitude],
  ]
}

/** 85 m, 1.2 km */
export function distanceText(meters: number): string {
  return meters < 1000 ? `${Math.round(meters)} m` : `${(meters / 1000).toFixed(1)} km`
}

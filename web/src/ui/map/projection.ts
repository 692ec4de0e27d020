// The edge between what is stored (WGS-84) and what a map shows (GCJ-02 where its tiles are shifted). Nothing behind
// this file knows of a shift: points go out through `toMap` and clicks come back through `fromMap`.
import gcoord from 'gcoord'
import type { GeoPoint } from './geometry'

export type Shift = 'none' | 'gcj02'
type Pair = [number, number]

function shifted(pair: Pair): Pair {
  return gcoord.transform<Pair>([...pair], gcoord.WGS84, gcoord.GCJ02)
}

/** [longitude, latitude] as the map draws it. */
export function toMap(point: GeoPoint, shift: Shift): Pair {
  const pair: Pair = [point.longitude, point.latitude]
  return shift === 'gcj02' ? shifted(pair) : pair
}

const inverseRounds = 3 // Exact to 0.1 mm; one round errs 3.8 m.

/** What was clicked, in WGS-84. */
export function fromMap(pair: Pair, shift: Shift): GeoPoint {
  const guess: Pair = [...pair]
  for (let round = 0; shift === 'gcj02' && round < inverseRounds; round++) {
    const [east, north] = shifted(guess)
    guess[0] += pair[0] - east
    guess[1] += pair[1] - north
  }
  return { longitude: guess[0], latitude: guess[1] }
}

type Nested = number[] | Nested[]

function shiftNested(value: Nested): Nested {
  if (typeof value[0] === 'number') return shifted([value[0], value[1] as number])
  return (value as Nested[]).map(shiftNested)
}

/** A collection as the map draws it; the very same one where nothing is shifted. */
export function toMapFeatures(
  data: GeoJSON.FeatureCollection,
  shift: Shift,
): GeoJSON.FeatureCollection {
  if (shift === 'none') return data
  const features = data.features.map((feature) => {
    if (feature.geometry.type === 'GeometryCollection') return feature
    const coordinates = shiftNested(feature.geometry.coordinates as Nested)
    return { ...feature, geometry: { ...feature.geometry, coordinates } as GeoJSON.Geometry }
  })
  return { ...data, features }
}

const pairOf = (point: GeoPoint): Pair => [point.longitude, point.latitude]
type Properties = Record<string, unknown>

export const pointFeature = (point: GeoPoint, properties: Properties = {}): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: pairOf(point) },
})
export const lineFeature = (line: GeoPoint[], properties: Properties = {}): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates: line.map(pairOf) },
})
export const areaFeature = (ring: GeoPoint[], properties: Properties = {}): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [ring.map(pairOf)] },
})
export const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})

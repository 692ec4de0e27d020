// A track as shapes on the ground. Shapes only; what they mean stands in words beside the map.
import type { GeoPoint } from '@/ui/map/geometry'
import { circleRing, closedRing } from '@/ui/map/geometry'
import type { Overlay } from '@/ui/map/overlay'
import { areaFeature, collection, lineFeature, pointFeature } from '@/ui/map/projection'
import type { FenceShapes } from './api'
import { gapMs, indexAt, linesOf, type Stay, type TrackSpot } from './track'

const font = ['Noto Sans CJK SC', 'Microsoft YaHei', 'sans-serif']
const round = { 'line-cap': 'round', 'line-join': 'round' } as const
const colors = { past: '#c2530a', rest: '#8d9aa1', fence: '#0e5a5f', accuracy: '#24538f' }

export function fenceRings(fence: FenceShapes): GeoPoint[][] {
  return [
    ...fence.circles.map((circle) => circleRing(circle.center, circle.radius_meters)),
    ...fence.polygons.map((polygon) => closedRing(polygon.corners)),
  ].filter((ring) => ring.length > 3)
}

export function fenceOverlay(fence: FenceShapes): Overlay {
  return {
    id: 'fence',
    data: collection(fenceRings(fence).map((ring) => areaFeature(ring))),
    layers: [
      {
        id: 'fence-fill',
        type: 'fill',
        paint: { 'fill-color': colors.fence, 'fill-opacity': 0.09 },
      },
      {
        id: 'fence-line',
        type: 'line',
        paint: { 'line-color': colors.fence, 'line-width': 2, 'line-dasharray': [3, 1.6] },
      },
    ],
  }
}

export function homeOverlay(home: GeoPoint | null): Overlay {
  return {
    id: 'home',
    data: collection(home ? [pointFeature(home)] : []),
    layers: [
      {
        id: 'home-sign',
        type: 'symbol',
        layout: { 'icon-image': 'inside', 'icon-allow-overlap': true, 'icon-size': 0.8 },
      },
    ],
  }
}

function joins(spots: TrackSpot[]): GeoJSON.Feature[] {
  const good = spots.filter((spot) => !spot.doubt)
  const found: GeoJSON.Feature[] = []
  for (let at = 1; at < good.length; at++) {
    const [before, after] = [good[at - 1]!, good[at]!]
    if (after.at - before.at > gapMs) found.push(lineFeature([before.point, after.point]))
  }
  return found
}

const lines = (spots: TrackSpot[]) =>
  linesOf(spots)
    .filter((line) => line.length > 1)
    .map((line) => lineFeature(line))

export function pathOverlays(spots: TrackSpot[], moment: number): Overlay[] {
  const at = indexAt(spots, moment)
  const line = (id: string, features: GeoJSON.Feature[], color: string, dash?: number[]) => ({
    id,
    data: collection(features),
    layers: [
      {
        id: `${id}-line`,
        type: 'line' as const,
        layout: round,
        paint: {
          'line-color': color,
          'line-width': dash ? 2 : 3.5,
          ...(dash ? { 'line-dasharray': dash } : {}),
        },
      },
    ],
  })
  return [
    line('path-rest', lines(spots.slice(Math.max(0, at))), colors.rest),
    line('path-past', lines(spots.slice(0, at + 1)), colors.past),
    line('path-silent', joins(spots), colors.rest, [1, 2.4]),
  ]
}

export function spotsOverlay(spots: TrackSpot[]): Overlay {
  const feature = (spot: TrackSpot, at: number) =>
    pointFeature(spot.point, { id: String(at), doubt: spot.doubt !== '' })
  return {
    id: 'spots',
    data: collection(spots.map(feature)),
    picked: true,
    layers: [
      {
        id: 'spot',
        type: 'circle',
        minzoom: 13,
        paint: {
          'circle-radius': ['case', ['get', 'doubt'], 4, 3],
          'circle-color': ['case', ['get', 'doubt'], '#ffffff', colors.past],
          'circle-stroke-width': ['case', ['get', 'doubt'], 2, 1],
          'circle-stroke-color': ['case', ['get', 'doubt'], colors.rest, '#ffffff'],
        },
      },
    ],
  }
}

export function accuracyOverlay(spots: TrackSpot[]): Overlay {
  const told = spots.filter((spot) => spot.accuracy !== null && spot.accuracy > 0)
  return {
    id: 'accuracy',
    data: collection(told.map((spot) => areaFeature(circleRing(spot.point, spot.accuracy!)))),
    layers: [
      {
        id: 'accuracy-fill',
        type: 'fill',
        paint: { 'fill-color': colors.accuracy, 'fill-opacity': 0.06 },
      },
      {
        id: 'accuracy-line',
        type: 'line',
        paint: { 'line-color': colors.accuracy, 'line-width': 1, 'line-opacity': 0.55 },
      },
    ],
  }
}

export function staysOverlay(stays: Stay[]): Overlay {
  const feature = (stay: Stay, at: number) =>
    pointFeature(stay.center, { id: String(at), number: String(at + 1) })
  return {
    id: 'stays',
    data: collection(stays.map(feature)),
    picked: true,
    layers: [
      {
        id: 'stay-disc',
        type: 'circle',
        paint: {
          'circle-radius': 11,
          'circle-color': '#ffffff',
          'circle-stroke-width': 2,
          'circle-stroke-color': '#1b2830',
        },
      },
      {
        id: 'stay-number',
        type: 'symbol',
        layout: {
          'text-field': ['get', 'number'],
          'text-font': font,
          'text-size': 12,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': '#1b2830' },
      },
    ],
  }
}

export function alertsOverlay(points: GeoPoint[]): Overlay {
  return {
    id: 'alerts',
    data: collection(points.map((point) => pointFeature(point))),
    layers: [
      {
        id: 'alert-sign',
        type: 'symbol',
        layout: { 'icon-image': 'out', 'icon-allow-overlap': true, 'icon-offset': [0, -18] },
      },
    ],
  }
}

export function nowOverlay(spot: TrackSpot | undefined): Overlay {
  return {
    id: 'now',
    data: collection(spot ? [pointFeature(spot.point)] : []),
    layers: [
      {
        id: 'now-disc',
        type: 'circle',
        paint: {
          'circle-radius': 8,
          'circle-color': colors.past,
          'circle-stroke-width': 3,
          'circle-stroke-color': '#ffffff',
        },
      },
    ],
  }
}

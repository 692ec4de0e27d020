// Which ground the office's maps stand on, as the program is configured; asked for once a session.
import { get } from '@/platform/client'
import type { GeoPoint } from './geometry'
import type { Shift } from './projection'

export type MapKind = 'base' | 'pmtiles' | 'wmts'
export interface MapSettings {
  kind: MapKind
  gcj02: boolean
  attribution: string
  center: GeoPoint
  zoom: number
  zoom_max: number
}
export interface MapGround {
  settings: MapSettings
  shift: Shift
  /** The district's own drawing; also what stands under tiles that do not come. */
  base: GeoJSON.FeatureCollection
}

let asked: Promise<MapGround> | null = null

async function ask(): Promise<MapGround> {
  const [settings, base] = await Promise.all([
    get<MapSettings>('/api/tracking/map'),
    get<GeoJSON.FeatureCollection>('/api/tracking/base-map'),
  ])
  return { settings, base, shift: settings.gcj02 ? 'gcj02' : 'none' }
}

export function mapGround(): Promise<MapGround> {
  asked ??= ask().catch((fault: unknown) => {
    asked = null // The next map asks again.
    throw fault
  })
  return asked
}

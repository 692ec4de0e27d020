// Which ground the office's maps stand on, as the program is configured; asked for once a session.
import { blob, get } from '@/platform/client'
import type { Schema } from '@/platform/routes'
import type { Shift } from './projection'

export type MapSettings = Schema['MapSettings']
export interface MapGround {
  settings: MapSettings
  shift: Shift
  /** The district's own drawing; also what stands under tiles that do not come. */
  base: GeoJSON.FeatureCollection
}

let asked: Promise<MapGround> | null = null

async function ask(): Promise<MapGround> {
  const [settings, drawing] = await Promise.all([
    get('/api/tracking/map'),
    blob('/api/tracking/base-map'),
  ])
  const base = JSON.parse(await drawing.text()) as GeoJSON.FeatureCollection
  return { settings, base, shift: settings.gcj02 ? 'gcj02' : 'none' }
}

export function mapGround(): Promise<MapGround> {
  asked ??= ask().catch((fault: unknown) => {
    asked = null // The next map asks again.
    throw fault
  })
  return asked
}

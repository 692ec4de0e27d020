// What pages lay on the ground: a set of shapes in WGS-84 and how they look.
import type { LayerSpecification } from 'maplibre-gl'

type WithoutSource<T> = T extends unknown ? Omit<T, 'source'> : never
export type OverlayLayer = WithoutSource<LayerSpecification>

export interface Overlay {
  id: string
  data: GeoJSON.FeatureCollection
  /** Read once, when the map is made; only `data` may change later. */
  layers: OverlayLayer[]
  /** Whether a press on one of its shapes is told as `pick` with the shape's property `id`. */
  picked?: boolean
  /** Points near each other are drawn as one with their number, until this zoom. */
  clusterUntilZoom?: number
}

/** A sign drawn for the map: what colour and shape say is also said in words beside the map. */
export interface MapSign {
  name: string
  color: string
  /** A path in a box of 24 × 24. */
  path: string
}

const signPixels = 56
const boxSize = 24

/** A white-edged disc with the sign in it. */
export function signImage(sign: MapSign): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = signPixels
  const pen = canvas.getContext('2d')!
  pen.scale(signPixels / 28, signPixels / 28)
  pen.beginPath()
  pen.arc(14, 14, 12, 0, Math.PI * 2)
  pen.fillStyle = sign.color
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = '#ffffff'
  pen.stroke()
  pen.translate(14 - 8, 14 - 8)
  pen.scale(16 / boxSize, 16 / boxSize)
  pen.lineWidth = 2.6
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.stroke(new Path2D(sign.path))
  return pen.getImageData(0, 0, signPixels, signPixels)
}

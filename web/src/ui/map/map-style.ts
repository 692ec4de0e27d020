// How the ground looks: quiet paper, so that what lies on it speaks. No glyphs and no sprites from anywhere:
// text is drawn with the reader's own fonts.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { MapGround } from './map-source'
import { toMapFeatures } from './projection'

export const mapFont = ['Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'sans-serif']

const paper = {
  ground: '#edf0ec',
  land: '#f8f8f4',
  shades: ['#f9f7ee', '#f3f7f0', '#f1f5f7', '#f8f4f3'],
  campus: '#ebe8f1',
  park: '#dcebd5',
  water: '#b9d6e6',
  building: '#dedbd4',
  casing: '#cfd3d0',
  roads: { motorway: '#efc98d', trunk: '#f5dfb0', other: '#ffffff' },
  ink: '#3f4d55',
  waterInk: '#2d668b',
  halo: '#ffffff',
  border: '#0e5a5f',
}

const is = (kind: string) => ['==', ['get', 'kind'], kind] as never
const halo = { 'text-halo-color': paper.halo, 'text-halo-width': 1.5 }

function roadWidth(extra: number): never {
  const at = (scale: number) => [
    'match',
    ['get', 'class'],
    'motorway',
    8 * scale + extra,
    'trunk',
    7 * scale + extra,
    'primary',
    6 * scale + extra,
    'secondary',
    4.5 * scale + extra,
    2.8 * scale + extra,
  ]
  return ['interpolate', ['exponential', 1.6], ['zoom'], 12, at(0.33), 16, at(2.2)] as never
}

const flat: LayerSpecification[] = [
  {
    id: 'land',
    type: 'fill',
    source: 'base',
    filter: is('boundary'),
    paint: { 'fill-color': paper.land },
  },
  {
    id: 'community',
    type: 'fill',
    source: 'base',
    filter: is('community'),
    paint: {
      'fill-color': [
        'match',
        ['get', 'shade'],
        0,
        paper.shades[0]!,
        1,
        paper.shades[1]!,
        2,
        paper.shades[2]!,
        paper.shades[3]!,
      ],
    },
  },
  {
    id: 'campus',
    type: 'fill',
    source: 'base',
    filter: is('campus'),
    paint: { 'fill-color': paper.campus },
  },
  {
    id: 'park',
    type: 'fill',
    source: 'base',
    filter: is('park'),
    paint: { 'fill-color': paper.park },
  },
  {
    id: 'lake',
    type: 'fill',
    source: 'base',
    filter: is('lake'),
    paint: { 'fill-color': paper.water },
  },
  {
    id: 'river',
    type: 'line',
    source: 'base',
    filter: is('river'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': paper.water,
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 12, 3, 16, 18],
    },
  },
  {
    id: 'building',
    type: 'fill',
    source: 'base',
    filter: is('building'),
    minzoom: 13.2,
    paint: {
      'fill-color': paper.building,
      'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13.2, 0, 14.2, 1],
    },
  },
]

const lines: LayerSpecification[] = [
  {
    id: 'road-casing',
    type: 'line',
    source: 'base',
    filter: is('road'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': paper.casing, 'line-width': roadWidth(1.6) },
  },
  {
    id: 'road',
    type: 'line',
    source: 'base',
    filter: is('road'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': [
        'match',
        ['get', 'class'],
        'motorway',
        paper.roads.motorway,
        'trunk',
        paper.roads.trunk,
        paper.roads.other,
      ],
      'line-width': roadWidth(0),
    },
  },
  {
    id: 'community-line',
    type: 'line',
    source: 'base',
    filter: is('community'),
    paint: { 'line-color': '#7d8f90', 'line-width': 1, 'line-dasharray': [3, 2.5] },
  },
  {
    id: 'boundary',
    type: 'line',
    source: 'base',
    filter: is('boundary'),
    paint: { 'line-color': paper.border, 'line-width': 2, 'line-opacity': 0.75 },
  },
]

const names: LayerSpecification[] = [
  {
    id: 'road-name',
    type: 'symbol',
    source: 'base',
    minzoom: 12.6,
    filter: ['all', is('road'), ['!=', ['get', 'name'], '']] as never,
    layout: {
      'symbol-placement': 'line',
      'text-field': ['get', 'name'],
      'text-font': mapFont,
      'text-size': 11,
      'symbol-spacing': 420,
    },
    paint: { 'text-color': paper.ink, ...halo },
  },
  {
    id: 'place-name',
    type: 'symbol',
    source: 'base',
    filter: is('place'),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': mapFont,
      'text-size': ['interpolate', ['linear'], ['zoom'], 11, 11, 14, 14],
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 1.2,
    },
    paint: {
      'text-color': ['match', ['get', 'class'], 'community', paper.ink, paper.waterInk],
      ...halo,
    },
  },
]

function tileSource(ground: MapGround): SourceSpecification {
  const { kind, zoom_max, attribution } = ground.settings
  const at = kind === 'pmtiles' ? 'pmtiles://' : ''
  const own = window.location.origin
  return kind === 'pmtiles'
    ? { type: 'raster', url: `${at}${own}/api/tracking/map.pmtiles`, tileSize: 256, attribution }
    : {
        type: 'raster',
        tiles: [`${own}/api/tracking/tiles/{z}/{x}/{y}`],
        tileSize: 256,
        maxzoom: zoom_max,
        attribution,
      }
}

/** The layers of a vector archive, in the words of the two schemas in use (Protomaps, OpenMapTiles). */
export function vectorLayers(named: string[]): LayerSpecification[] {
  const has = (name: string) => named.includes(name)
  const fill = (layer: string, color: string): LayerSpecification => ({
    id: `tiles-${layer}`,
    type: 'fill',
    source: 'tiles',
    'source-layer': layer,
    paint: { 'fill-color': color },
  })
  const road = ['roads', 'transportation'].find(has)
  const name = ['places', 'place'].find(has)
  const layers: LayerSpecification[] = []
  const grounds: [string, string][] = [
    ['earth', paper.land],
    ['landcover', paper.land],
    ['landuse', paper.park],
    ['park', paper.park],
    ['water', paper.water],
    ['buildings', paper.building],
    ['building', paper.building],
  ]
  for (const [layer, color] of grounds) if (has(layer)) layers.push(fill(layer, color))
  if (road) {
    layers.push({
      id: 'tiles-roads',
      type: 'line',
      source: 'tiles',
      'source-layer': road,
      paint: {
        'line-color': paper.casing,
        'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 12, 1, 16, 8],
      },
    })
  }
  if (name) {
    layers.push({
      id: 'tiles-names',
      type: 'symbol',
      source: 'tiles',
      'source-layer': name,
      layout: {
        'text-field': ['coalesce', ['get', 'name:zh'], ['get', 'name']],
        'text-font': mapFont,
        'text-size': 13,
      },
      paint: { 'text-color': paper.ink, ...halo },
    })
  }
  return layers
}

/** `vector`: the layer names of a vector archive; absent for pictures. */
export function styleOf(ground: MapGround, vector?: string[]): StyleSpecification {
  const base: SourceSpecification = {
    type: 'geojson',
    data: toMapFeatures(ground.base, ground.shift),
  }
  const background: LayerSpecification = {
    id: 'ground',
    type: 'background',
    paint: { 'background-color': paper.ground },
  }
  if (ground.settings.kind === 'base') {
    return { version: 8, sources: { base }, layers: [background, ...flat, ...lines, ...names] }
  }
  const border = lines.filter((layer) => layer.id === 'boundary' || layer.id === 'community-line')
  if (vector) {
    const url = `pmtiles://${window.location.origin}/api/tracking/map.pmtiles`
    const tiles: SourceSpecification = { type: 'vector', url }
    const layers = [background, ...vectorLayers(vector), ...border]
    return { version: 8, sources: { base, tiles }, layers }
  }
  const picture: LayerSpecification = { id: 'tiles', type: 'raster', source: 'tiles' }
  return {
    version: 8,
    sources: { base, tiles: tileSource(ground) },
    layers: [background, picture, ...border],
  }
}

import { describe, expect, it } from 'vitest'
import { distanceMeters } from './geometry'
import { areaFeature, collection, fromMap, pointFeature, toMap, toMapFeatures } from './projection'

const lake = { latitude: 34.797, longitude: 113.806 }

describe('the edge of a shifted map', () => {
  it('Zhengzhou shifts by somewhat over half a kilometre; a map of our own does not', () => {
    const [longitude, latitude] = toMap(lake, 'gcj02')
    const meters = distanceMeters(lake, { longitude, latitude })
    expect(meters).toBeGreaterThan(500)
    expect(meters).toBeLessThan(650)
    expect(toMap(lake, 'none')).toEqual([lake.longitude, lake.latitude])
  })
  it('a click comes back to within a tenth of a millimetre', () => {
    for (const point of [
      lake,
      { latitude: 22.54, longitude: 114.06 },
      { latitude: 45.8, longitude: 126.5 },
    ]) {
      const back = fromMap(toMap(point, 'gcj02'), 'gcj02')
      expect(distanceMeters(point, back)).toBeLessThan(1e-4)
    }
  })
  it('outside China nothing is shifted', () => {
    const paris = { latitude: 48.8566, longitude: 2.3522 }
    expect(toMap(paris, 'gcj02')).toEqual([paris.longitude, paris.latitude])
  })
  it('shapes are shifted whole, and the ones handed in stay as they were', () => {
    const data = collection([pointFeature(lake), areaFeature([lake, lake, lake])])
    const before = JSON.stringify(data)
    const out = toMapFeatures(data, 'gcj02')
    const moved = toMap(lake, 'gcj02')
    expect((out.features[0]!.geometry as GeoJSON.Point).coordinates).toEqual(moved)
    expect((out.features[1]!.geometry as GeoJSON.Polygon).coordinates[0]![2]).toEqual(moved)
    expect(JSON.stringify(data)).toBe(before)
    expect(toMapFeatures(data, 'none')).toBe(data)
  })
})

import { describe, expect, it } from 'vitest'
import { boundsOf, circleRing, distanceMeters, distanceText, lengthMeters, moved } from './geometry'

const home = { latitude: 34.8, longitude: 113.8 }

describe('shapes on the ground', () => {
  it('a degree of latitude has 111.2 km, one of longitude less by the cosine', () => {
    expect(distanceMeters(home, { ...home, latitude: 35.8 })).toBeCloseTo(111_195, -1)
    const east = distanceMeters(home, { ...home, longitude: 114.8 })
    expect(east / 111_195).toBeCloseTo(Math.cos((34.8 * Math.PI) / 180), 3)
  })
  it('a circle keeps its distance all around and closes', () => {
    const ring = circleRing(home, 80)
    for (const point of ring) expect(distanceMeters(home, point)).toBeCloseTo(80, 1)
    expect(ring.at(0)).toEqual(ring.at(-1))
  })
  it('bounds of one point still show its surroundings; of nothing there are none', () => {
    const bounds = boundsOf([home], 200)!
    const corner = { longitude: bounds[1][0], latitude: bounds[1][1] }
    expect(distanceMeters(home, corner)).toBeCloseTo(Math.hypot(100, 100), 0)
    expect(boundsOf([])).toBeNull()
  })
  it('a line is as long as its parts, and lengths are said shortly', () => {
    const line = [home, moved(home, 30, 0), moved(home, 30, 40)]
    expect(lengthMeters(line)).toBeCloseTo(70, 1)
    expect(distanceText(84.6)).toBe('85 m')
    expect(distanceText(1234)).toBe('1.2 km')
  })
})

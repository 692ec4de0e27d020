import { describe, expect, it } from 'vitest'
import { moved } from '@/ui/map/geometry'
import { useFenceDraft } from './fence-draft'

const home = { latitude: 34.8, longitude: 113.8 }
const empty = { circles: [], polygons: [] }

describe('drawing a fence', () => {
  it('a circle is one press, with the radius asked for; the tool rests after it', () => {
    const draft = useFenceDraft(empty, 60)
    draft.tap(home)
    expect(draft.shapes.value.circles).toEqual([])
    draft.choose('circle')
    draft.tap(home)
    expect(draft.shapes.value.circles).toEqual([{ center: home, radius_meters: 60 }])
    expect(draft.tool.value).toBe('look')
    draft.resize(0, 4)
    expect(draft.shapes.value.circles[0]!.radius_meters).toBe(10)
    draft.resize(0, 9999)
    expect(draft.shapes.value.circles[0]!.radius_meters).toBe(5000)
  })
  it('a polygon closes on its first corner; two corners make none', () => {
    const draft = useFenceDraft(empty, 60)
    draft.choose('polygon')
    draft.tap(home)
    draft.tap(moved(home, 50, 0))
    draft.finishPolygon()
    expect(draft.shapes.value.polygons).toEqual([])
    draft.choose('polygon')
    for (const [east, north] of [
      [0, 0],
      [50, 0],
      [50, 50],
      [1, 1],
    ] as const)
      draft.tap(moved(home, east, north))
    expect(draft.shapes.value.polygons[0]!.corners).toHaveLength(3)
    expect(draft.corners.value).toEqual([])
  })
  it('the ruler measures and saves nothing; a corner too many is taken back', () => {
    const draft = useFenceDraft(empty, 60)
    draft.choose('ruler')
    draft.tap(home)
    draft.tap(moved(home, 30, 0))
    draft.undo()
    expect(draft.corners.value).toHaveLength(1)
    expect(draft.changed.value).toBe(false)
  })
  it('what came in is not touched until it is saved', () => {
    const start = { circles: [{ center: home, radius_meters: 80 }], polygons: [] }
    const draft = useFenceDraft(start, 60)
    draft.remove('circles', 0)
    expect(start.circles).toHaveLength(1)
    expect(draft.changed.value).toBe(true)
  })
})

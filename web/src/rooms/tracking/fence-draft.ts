// A fence being drawn: shapes come and go, and what is half drawn is not saved.
import { ref } from 'vue'
import { distanceMeters, type GeoPoint } from '@/ui/map/geometry'
import type { FenceForm, FenceShapes } from './api'

export type Tool = 'look' | 'circle' | 'polygon' | 'ruler'
export const radiusLeast = 10 // Below a phone's own error nothing can be told; the server holds the same.
export const radiusMost = 5000
const cornersLeast = 3
const closesWithinMeters = 6 // A press on the first corner ends the polygon.

export function useFenceDraft(start: FenceShapes, radius: number) {
  const shapes = ref<FenceForm>(JSON.parse(JSON.stringify(start)) as FenceForm)
  const tool = ref<Tool>('look')
  const corners = ref<GeoPoint[]>([])
  const radiusMeters = ref(radius)
  const changed = ref(false)

  function addCircle(center: GeoPoint) {
    shapes.value.circles.push({ center, radius_meters: radiusMeters.value })
    changed.value = true
    tool.value = 'look'
  }
  function finishPolygon() {
    if (corners.value.length >= cornersLeast) {
      shapes.value.polygons.push({ corners: corners.value })
      changed.value = true
    }
    corners.value = []
    tool.value = 'look'
  }
  function tap(point: GeoPoint) {
    if (tool.value === 'circle') return addCircle(point)
    if (tool.value === 'look') return
    const first = corners.value[0]
    const closing = tool.value === 'polygon' && corners.value.length >= cornersLeast
    if (closing && first && distanceMeters(first, point) < closesWithinMeters)
      return finishPolygon()
    corners.value = [...corners.value, point]
  }
  function choose(next: Tool) {
    corners.value = []
    tool.value = tool.value === next ? 'look' : next
  }
  function undo() {
    corners.value = corners.value.slice(0, -1)
  }
  function remove(kind: 'circles' | 'polygons', at: number) {
    shapes.value[kind].splice(at, 1)
    changed.value = true
  }
  function resize(at: number, meters: number | undefined) {
    const circle = shapes.value.circles[at]
    if (!circle || meters === undefined) return
    circle.radius_meters = Math.min(radiusMost, Math.max(radiusLeast, meters))
    changed.value = true
  }
  return {
    shapes,
    tool,
    corners,
    radiusMeters,
    changed,
    addCircle,
    finishPolygon,
    tap,
    choose,
    undo,
    remove,
    resize,
  }
}

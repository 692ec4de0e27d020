// What a new version changes, as a list of paths: people should not compare JSON by eye.
export interface Difference {
  path: string
  before: string
  after: string
}
const show = (value: unknown) =>
  value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)
const nested = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (nested(before) && nested(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) =>
      differences(before[key], after[key], path ? `${path}.${key}` : key),
    )
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ path, before: show(before), after: show(after) }]
}

/** A body as lines for reading: path and value. */
export function linesOf(body: unknown, path = ''): { path: string; value: string }[] {
  if (nested(body) && Object.keys(body).length > 0) {
    return Object.entries(body).flatMap(([key, value]) =>
      linesOf(value, path ? `${path}.${key}` : key),
    )
  }
  return [{ path, value: show(body) }]
}

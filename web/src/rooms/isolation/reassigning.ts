// What a change of worker needs to know beyond the call itself.
export const undoSeconds = 10
/** Enough to take it back: who it was, and the version that the change left. */
export interface Reassigned {
  id: string
  worker: string
  version: number
}
const communityDigits = 12 // A worker answers for a grid or more: no finer place is worth asking about.

/** The place that holds all of these orders: who may be responsible there may take any of them. */
export function commonArea(codes: string[]): string {
  const [first = '', ...rest] = codes
  let length = first.length
  for (const code of rest) {
    let same = 0
    while (same < length && code[same] === first[same]) same += 1
    length = same
  }
  if (length === first.length || length <= communityDigits) return first.slice(0, length)
  return first.slice(0, communityDigits)
}

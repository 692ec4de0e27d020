// Which side each field of a merge comes from, without a DOM.
import type { MergeField, MergePreview } from './api'

export type Side = 'kept' | 'gone'
export type Sides = Partial<Record<MergeField, Side>>

/** What the rule suggests; fields that are equal have no side to choose. */
export function sidesOf(preview: MergePreview): Sides {
  const sides: Sides = {}
  for (const line of preview.lines) {
    if (!line.same) sides[line.field] = preview.taken.includes(line.field) ? 'gone' : 'kept'
  }
  return sides
}
/** Whether these two records are what is seen: after a swap it takes a moment, and sides would be mistaken. */
export const isOf = (preview: MergePreview, kept: string, gone: string) =>
  preview.kept.id === kept && preview.gone.id === gone
export const takenOf = (sides: Sides): MergeField[] =>
  (Object.keys(sides) as MergeField[]).filter((field) => sides[field] === 'gone')
/** The other record is kept: whatever was chosen stays chosen. */
export function swapped(sides: Sides): Sides {
  const turned: Sides = {}
  for (const field of Object.keys(sides) as MergeField[])
    turned[field] = sides[field] === 'kept' ? 'gone' : 'kept'
  return turned
}
/** The row that is marked after an arrow key; the ends hold. */
export const moved = (at: number, by: number, rows: number) =>
  Math.max(0, Math.min(rows - 1, at + by))

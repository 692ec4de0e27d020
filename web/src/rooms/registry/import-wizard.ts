// Where an import stands, and what its columns mean.
import type { ImportColumn, ImportView } from './api'

export type WizardStep = 'upload' | 'mapping' | 'preview' | 'run'
export const importFields = [
  'name',
  'identity_number',
  'identity_kind',
  'phone',
  'sex',
  'birth_date',
  'relation',
  'head_name',
  'community',
  'grid',
  'estate',
  'building',
  'unit',
  'room',
  'address',
  'own_key',
] as const

export function stepOf(view: ImportView | null, previewed: boolean): WizardStep {
  if (!view) return 'upload'
  if (view.state === 'uploaded') return 'mapping'
  if (view.state === 'mapped') return previewed ? 'preview' : 'mapping'
  return 'run'
}

/** The server's suggestions; the first column wins when two claim the same field. */
export function choicesFrom(columns: ImportColumn[]): Record<number, string> {
  const taken = new Set<string>()
  const choices: Record<number, string> = {}
  for (const column of columns) {
    const field = column.suggestion ?? ''
    choices[column.index] = field && !taken.has(field) ? field : ''
    if (field) taken.add(field)
  }
  return choices
}

/** Choosing a field for one column frees it in the others. */
export function choose(
  choices: Record<number, string>,
  index: number,
  field: string,
): Record<number, string> {
  const next: Record<number, string> = {}
  for (const [key, value] of Object.entries(choices)) {
    next[Number(key)] = value === field && field !== '' ? '' : value
  }
  next[index] = field
  return next
}

export function mappingOf(choices: Record<number, string>): Record<string, number> {
  const mapping: Record<string, number> = {}
  for (const [index, field] of Object.entries(choices)) if (field) mapping[field] = Number(index)
  return mapping
}

/** How far undoing has come counts people, importing counts rows. */
export function progress(view: ImportView): { done: number; total: number } {
  return view.state === 'undoing' || view.state === 'undone'
    ? {
        done: view.removed + view.restored + view.kept,
        total: Math.max(view.good + view.updated, view.removed + view.restored + view.kept),
      }
    : { done: Math.min(view.rows_done, view.rows), total: view.rows }
}

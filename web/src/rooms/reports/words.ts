// What the pages say of figures and cells, without their looks.
import { locale, t } from '@/platform/i18n'
import type { Figure, FigureView, FormCell, TraceRow, WrittenCell } from './api'

export const figureTitle = (figure: Figure | undefined, key = '') =>
  figure ? (locale.value === 'en' ? figure.en : figure.zh) : key
export const figureCounts = (figure: Figure | undefined) =>
  figure ? (locale.value === 'en' ? figure.counts_en : figure.counts_zh) : ''

export const signed = (change: number) => (change > 0 ? `+${change}` : String(change))
/** The change since the report before; nothing when there was none. */
export const changeOf = (figure: FigureView): string =>
  typeof figure.before === 'number' ? signed(figure.value - figure.before) : '—'
export const hasMoved = (figure: FigureView): boolean =>
  typeof figure.now === 'number' && figure.now !== figure.value

export const rangeOf = (cell: Pick<FormCell | WrittenCell, 'places'>): string =>
  cell.places.map((place) => `${place.sheet} ${place.range}`).join('；')
export const isRange = (cell: FormCell): boolean => cell.places.some((place) => place.cells > 1)

/** Where a record is looked at; nothing for what has no page of its own. */
export function linkOf(row: TraceRow): string {
  if (!row.found) return ''
  if (row.kind === 'paper') return `/documents/${row.key}`
  if (row.order) return `/orders/${row.order}`
  return row.kind === 'person' && row.person ? `/people/${row.person}` : ''
}
/** What a record is called: a number, else the masked name. */
export const labelOf = (row: TraceRow): string =>
  row.found ? row.number || row.name_masked || t(`reportrecord.${row.kind}`) : t('reports.gone')

/** Cells that a person fills in while reporting. */
export const handCells = (cells: WrittenCell[]) => cells.filter((cell) => cell.source === 'by_hand')

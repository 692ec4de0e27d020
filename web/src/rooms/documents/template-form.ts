// A template while it is written: which fields it names follows from its words.
import type { PaperField, PaperTemplate } from './api'
import { mentionsOf } from './sentence'

export function mentioned(form: PaperTemplate): string[] {
  const sentences = [
    form.salutation,
    ...form.lead,
    ...form.sections.flatMap((section) => section.items),
    ...form.closing,
  ]
  const names = [...sentences.flatMap(mentionsOf), ...form.rows.flat()]
  if (form.records) names.push(form.records)
  return [...new Set(names)]
}

/** Exactly the fields that are printed: kept ones as they were, new ones as records know them. */
export function withFields(form: PaperTemplate, known: PaperField[]): PaperTemplate {
  const fields = mentioned(form).flatMap((name) => {
    const field =
      form.fields.find((one) => one.name === name) ?? known.find((one) => one.name === name)
    return field ? [field] : []
  })
  return { ...form, fields, rows: form.rows.filter((row) => row.length > 0) }
}

/** A line to fill in by hand, which no record knows. */
export function handField(label: string, taken: string[]): PaperField {
  let number = 1
  while (taken.includes(`line_${number}`)) number++
  return {
    name: `line_${number}`,
    label,
    format: 'text',
    need: 'optional',
    sample: '',
    choices: null,
    columns: null,
  }
}

/** Faults by the path of their place, as the server names it. */
export const faultAt = (faults: { field: string; key: string }[], path: string) =>
  faults.find((fault) => fault.field === path)?.key ?? ''

import { describe, expect, it } from 'vitest'
import type { PaperField, PaperTemplate } from './api'
import { handField, mentioned, withFields } from './template-form'

const field = (name: string): PaperField => ({ ...handField(name, []), name })
const form = {
  salutation: '{name}：',
  lead: ['自{start}起'],
  fields: [field('name'), field('start'), field('gone')],
  rows: [['phone'], []],
  records: '',
  sections: [{ title: '一', items: ['请致电{phone}'] }],
  closing: [],
} as unknown as PaperTemplate

describe('a template while it is written', () => {
  it('names what its words and tables name, once', () => {
    expect(mentioned(form)).toEqual(['name', 'start', 'phone'])
  })
  it('takes new fields from what records know and drops what is not printed', () => {
    const made = withFields(form, [field('phone')])
    expect(made.fields.map((one) => one.name)).toEqual(['name', 'start', 'phone'])
    expect(made.rows).toEqual([['phone']])
  })
  it('gives a line for the hand a name of its own', () => {
    expect(handField('陪护人', ['line_1']).name).toBe('line_2')
  })
})

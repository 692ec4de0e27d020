import { describe, expect, it } from 'vitest'
import { mentionsOf, partsOf, sentenceOf } from './sentence'

describe('a sentence of a paper', () => {
  it('goes to parts and back without a change', () => {
    for (const sentence of [
      '',
      '自{start_date}起至{end_date}止',
      '**请您**做到：{name}',
      '甲**乙{x}丙**丁',
    ]) {
      expect(sentenceOf(partsOf(sentence))).toBe(sentence)
    }
  })
  it('names its fields in order', () => {
    expect(mentionsOf('{a}和{b}，{a}')).toEqual(['a', 'b', 'a'])
  })
  it('keeps typed braces and stars as words', () => {
    expect(sentenceOf([{ text: '{x}**', field: '', bold: false }])).toBe('｛x｝＊＊')
  })
  it('closes bold at the end', () => {
    expect(sentenceOf([{ text: '甲', field: '', bold: true }])).toBe('**甲**')
  })
})

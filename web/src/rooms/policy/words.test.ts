import { beforeAll, describe, expect, it } from 'vitest'
import { addTexts, hasText, setLocale } from '@/platform/i18n'
import { words } from './words-texts'
import { titleOf, valueWord } from './words'

const files = import.meta.glob<{ body: unknown }>('../../../../policy/*.json', { eager: true })

/** Every key, and every value that is a word of a set. */
function wordsIn(value: unknown, found: Set<string>) {
  if (typeof value === 'string' && /^[a-z_]+$/.test(value)) found.add(value)
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) found.add(key)
    wordsIn(inner, found)
  }
}

describe('a policy in words', () => {
  beforeAll(() => {
    addTexts(words)
    setLocale('zh-CN')
  })
  it('every key and set value of the policies has a word', () => {
    expect(Object.keys(files).length).toBeGreaterThan(5)
    for (const [file, policy] of Object.entries(files)) {
      const found = new Set<string>()
      wordsIn(policy.body, found)
      expect(
        [...found].filter((one) => !hasText(`policyword.${one}`)),
        file,
      ).toEqual([])
    }
  })
  it('an entry of a list is named by what it is about, else by its place', () => {
    const body = {
      rules: [{ kind: 'fever', lead_minutes: 15 }],
      codes: [{ level: 'high' }],
      x: [7],
    }
    expect(titleOf(body, 'rules.0.lead_minutes')).toBe('规则 · 发热 · 再过几分钟报社区负责人')
    expect(titleOf(body, 'codes.0.level')).toBe('codes · 1 · 级别')
    expect(titleOf(body, 'x.0')).toBe('x · 1')
    expect(titleOf(body, 'gone.2.level')).toBe('gone · 2 · 级别')
  })
  it('a value has its word; what is none stays as it is', () => {
    expect(valueWord('high')).toBe('高')
    expect(valueWord('06:00')).toBe('06:00')
    expect(valueWord('14')).toBe('14')
    expect(valueWord('null')).toBe('—')
  })
})

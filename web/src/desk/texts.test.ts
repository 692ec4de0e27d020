import { describe, expect, it } from 'vitest'
import '@/platform/texts'
import '@/ui/texts'
import './texts'
import { addTexts, hasText, type Texts } from '@/platform/i18n'
import { rooms } from './rooms'

const sources = import.meta.glob<string>('../**/*.{vue,ts}', {
  eager: true,
  query: '?raw',
  import: 'default',
})
for (const room of rooms) addTexts(room.texts)

describe('words on the screens', () => {
  it('every key that a page names has a text', () => {
    const missing = new Set<string>()
    for (const [file, source] of Object.entries(sources)) {
      if (file.includes('.test.')) continue
      for (const match of source.matchAll(/\bt\(\s*'([a-z_]+\.[a-z_0-9.]+)'/g)) {
        if (!hasText(match[1]!)) missing.add(`${match[1]} (${file})`)
      }
    }
    expect([...missing]).toEqual([])
  })
  it('every text is there in both languages, with the same places to fill', () => {
    const places = (text: string) =>
      [...text.matchAll(/\{\w+\}/g)]
        .map((m) => m[0])
        .sort()
        .join()
    const all: Texts = Object.assign({}, ...rooms.map((room) => room.texts))
    for (const [key, [zh, en]] of Object.entries(all)) {
      expect(zh, key).not.toBe('')
      expect(en, key).not.toBe('')
      expect(places(zh), key).toBe(places(en))
    }
  })
  it('menu and pages are titled, and each menu entry leads to a page', () => {
    for (const room of rooms) {
      for (const page of room.pages) expect(hasText(page.title), page.title).toBe(true)
      for (const entry of room.menu ?? []) {
        expect(hasText(entry.title), entry.title).toBe(true)
        expect(room.pages.map((page) => page.path)).toContain(entry.path)
      }
    }
  })
})

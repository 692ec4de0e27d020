// Two languages side by side in every text, so that neither can be forgotten.
import { ref } from 'vue'

export type Locale = 'zh-CN' | 'en'
/** [Chinese, English]; {name} is filled from the parameters. */
export type Text = readonly [string, string]
export type Texts = Record<string, Text>
export type Parameters = Record<string, string | number>

const remembered = 'xiuhua.locale'
const known = new Map<string, Text>()

export const locale = ref<Locale>(localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN')
document.documentElement.lang = locale.value

export function setLocale(next: Locale): void {
  locale.value = next
  localStorage.setItem(remembered, next)
  document.documentElement.lang = next
}

export function addTexts(texts: Texts): void {
  for (const [key, text] of Object.entries(texts)) known.set(key, text)
}

export function hasText(key: string): boolean {
  return known.has(key)
}

/** Every key that begins so, in no order: the words of an open set that the server names. */
export function keysUnder(prefix: string): string[] {
  return [...known.keys()].filter((key) => key.startsWith(prefix))
}

export function fill(text: string, parameters: Parameters = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  )
}

/** Reads `locale`, so templates that call it follow a change of language. */
export function t(key: string, parameters?: Parameters): string {
  const text = known.get(key)
  if (!text) return key
  return fill(text[locale.value === 'en' ? 1 : 0], parameters)
}

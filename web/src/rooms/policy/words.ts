// A policy as people read it: each value under words for its place, instead of a path of keys.
import { hasText, t } from '@/platform/i18n'

const word = (key: string) => (hasText(`policyword.${key}`) ? t(`policyword.${key}`) : key)
/** What tells the entries of a list apart. */
const names = ['kind', 'name', 'role', 'purpose'] as const

function nameOf(entry: unknown, place: number): string {
  if (typeof entry === 'object' && entry !== null) {
    for (const name of names) {
      const value = (entry as Record<string, unknown>)[name]
      if (typeof value === 'string') return word(value)
    }
  }
  return String(place + 1)
}

/** “rules.0.worker_minutes” of this body → 规则 · 离开住所 · 网格员须在几分钟内认领. */
export function titleOf(body: unknown, path: string): string {
  let at: unknown = body
  return path
    .split('.')
    .map((key) => {
      const inList = Array.isArray(at)
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
      return inList ? nameOf(at, Number(key)) : word(key)
    })
    .join(' · ')
}

/** A set value by its word; a number, a time of day or a name as it is. */
export const valueWord = (value: string): string =>
  value === 'null' || value === '[]' ? '—' : word(value)

// The live homes: the gravest first, found by what is typed, counted by verdict.
import type { HomeRow } from './api'
import { verdicts, type Verdict } from './verdicts'

export function orderedHomes(homes: HomeRow[]): HomeRow[] {
  const rank = (home: HomeRow) => verdicts.indexOf(home.verdict) + (home.errand_until ? 0.5 : 0)
  return [...homes].sort(
    (a, b) => rank(a) - rank(b) || a.area_name.localeCompare(b.area_name, 'zh-CN'),
  )
}

export function foundHomes(homes: HomeRow[], text: string, shown: Verdict | ''): HomeRow[] {
  const wanted = text.trim().toLowerCase()
  return homes.filter((home) => {
    if (shown && home.verdict !== shown) return false
    const words = `${home.label} ${home.order_number} ${home.area_name}`.toLowerCase()
    return words.includes(wanted)
  })
}

export function countsOf(homes: HomeRow[]): Record<Verdict, number> {
  const counts = Object.fromEntries(verdicts.map((one) => [one, 0])) as Record<Verdict, number>
  for (const home of homes) counts[home.verdict] += 1
  return counts
}

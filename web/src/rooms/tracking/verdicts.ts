// What the fence says of a home: a colour, a sign and a word each, the gravest first.
import type { MapSign } from '@/ui/map/overlay'
import type { ToneName } from '@/ui/Tone.vue'

export const verdicts = ['out', 'suspect', 'no_signal', 'no_data', 'inside'] as const
export type Verdict = (typeof verdicts)[number]

interface Look {
  tone: ToneName
  color: string
  /** In a box of 24 × 24. */
  path: string
}
export const looks: Record<Verdict, Look> = {
  out: { tone: 'bad', color: '#a5231b', path: 'M4 12h14M12.5 6l6 6-6 6' },
  suspect: {
    tone: 'warn',
    color: '#8a4a00',
    path: 'M8.6 8.4a3.5 3.5 0 1 1 5 3.2c-1.2.6-1.6 1.2-1.6 2.6M12 18.6v.3',
  },
  no_signal: {
    tone: 'info',
    color: '#24538f',
    path: 'M4 4l16 16M8.5 15.5a5.5 5.5 0 0 1 5-1.4M4.5 11a11 11 0 0 1 4.6-2.9M12.6 7.6a11 11 0 0 1 6.9 3.4M12 19.6v.3',
  },
  no_data: { tone: 'plain', color: '#5f6e77', path: 'M6 12h.2M12 12h.2M18 12h.2' },
  inside: { tone: 'good', color: '#1d6634', path: 'M4 11.5L12 5l8 6.5M6.5 10v9h11v-9' },
}
export const verdictSigns: MapSign[] = verdicts.map((name) => ({
  name,
  color: looks[name].color,
  path: looks[name].path,
}))

// What a person types or pastes into a cell: a temperature and letters of symptoms, as the office's lists have them.
import { symptoms, type Symptom } from '../api'

/** One key each, so that a list is typed without a mouse or an input method. */
export const letterOf: Record<Symptom, string> = {
  cough: 'C',
  sore_throat: 'T',
  fatigue: 'F',
  breathlessness: 'B',
  runny_nose: 'R',
  diarrhoea: 'D',
  vomiting: 'V',
  loss_of_smell: 'S',
  headache: 'H',
  muscle_ache: 'M',
  chills: 'L',
  other: 'O',
}
const byLetter = new Map(symptoms.map((one) => [letterOf[one], one]))
/** Words of the office's own lists; the longer ones first, so that 嗅觉 is not read as anything shorter. */
const words: [string, Symptom][] = [
  ['嗅觉减退', 'loss_of_smell'],
  ['嗅觉', 'loss_of_smell'],
  ['肌肉酸痛', 'muscle_ache'],
  ['肌痛', 'muscle_ache'],
  ['咽痛', 'sore_throat'],
  ['嗓子疼', 'sore_throat'],
  ['咳嗽', 'cough'],
  ['乏力', 'fatigue'],
  ['气促', 'breathlessness'],
  ['气喘', 'breathlessness'],
  ['流涕', 'runny_nose'],
  ['流鼻涕', 'runny_nose'],
  ['腹泻', 'diarrhoea'],
  ['呕吐', 'vomiting'],
  ['头痛', 'headache'],
  ['头疼', 'headache'],
  ['寒战', 'chills'],
  ['发冷', 'chills'],
  ['其他', 'other'],
  ['咳', 'cough'],
  ['咽', 'sore_throat'],
  ['吐', 'vomiting'],
]
/** Words that say there is no complaint. */
const well = ['无症状', '无不适', '正常', '良好', '无']
/** Cells that say nothing: they are passed over, not refused. */
const nothing = new Set(['', '-', '—', '/', '／', '未报', '未上报', '缺', '无数据'])

const lowest = 340 // Tenths of a degree, as the server has them.
const highest = 430

export type CellFault =
  'calendar.fault_temperature' | 'calendar.fault_range' | 'calendar.fault_word'
export type CellReading =
  | { kind: 'empty' }
  | { kind: 'value'; temperature: number; symptoms: Symptom[] }
  | { kind: 'fault'; fault: CellFault }

/** Full-width digits, letters and points as an input method leaves them. */
const narrow = (text: string) =>
  text
    .replace(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll('。', '.')

function tenthsOf(digits: string): number | null {
  const plain = /^(\d{2})(?:[.,](\d)0*)?$/.exec(digits)
  if (plain) return Number(plain[1]) * 10 + Number(plain[2] ?? 0)
  // Three digits without a point: the key is far away on a number pad.
  const quick = /^(\d{3})$/.exec(digits)
  return quick ? Number(quick[1]) : null
}

function symptomsOf(text: string): Symptom[] | null {
  const found = new Set<Symptom>()
  let rest = text
  for (const word of well) rest = rest.replaceAll(word, ' ')
  for (const [word, symptom] of words) {
    if (!rest.includes(word)) continue
    found.add(symptom)
    rest = rest.replaceAll(word, ' ')
  }
  for (const letter of rest.toUpperCase().replace(/[\s,;+、，；]/g, '')) {
    const symptom = byLetter.get(letter)
    if (!symptom) return null
    found.add(symptom)
  }
  return symptoms.filter((one) => found.has(one))
}

export function readCell(text: string): CellReading {
  const trimmed = narrow(text).trim()
  if (nothing.has(trimmed)) return { kind: 'empty' }
  const parts = /^(\d+(?:[.,]\d+)?)\s*(?:℃|°C|度)?(.*)$/su.exec(trimmed)
  const tenths = parts?.[1] === undefined ? null : tenthsOf(parts[1])
  if (tenths === null) return { kind: 'fault', fault: 'calendar.fault_temperature' }
  if (tenths < lowest || tenths > highest) return { kind: 'fault', fault: 'calendar.fault_range' }
  const list = symptomsOf(parts?.[2] ?? '')
  if (!list) return { kind: 'fault', fault: 'calendar.fault_word' }
  return { kind: 'value', temperature: tenths / 10, symptoms: list }
}

/** "37.8 CH", as it is typed. */
export const cellText = (temperature: number, list: readonly Symptom[]) =>
  [temperature.toFixed(1), list.map((one) => letterOf[one]).join('')].filter(Boolean).join(' ')

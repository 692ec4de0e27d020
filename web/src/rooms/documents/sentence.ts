// "自{start_date}起**居家**观察" as parts and back. `**` begins and ends bold; `{name}` is a field.
export interface SentencePart {
  text: string
  field: string
  bold: boolean
}

export function partsOf(sentence: string): SentencePart[] {
  const parts: SentencePart[] = []
  let bold = false
  for (const piece of sentence.split(/(\{[^{}]*\}|\*\*)/)) {
    if (piece === '**') bold = !bold
    else if (/^\{[^{}]*\}$/.test(piece)) parts.push({ text: '', field: piece.slice(1, -1), bold })
    else if (piece !== '') parts.push({ text: piece, field: '', bold })
  }
  return parts
}

/** Braces and stars that somebody types are words, not marks: they become their full-width sisters. */
const plain = (text: string) =>
  text
    .replaceAll('{', '｛')
    .replaceAll('}', '｝')
    .replaceAll('**', '＊＊')
    .replaceAll(/[\p{Cc}\u00a0]/gu, ' ')

export function sentenceOf(parts: SentencePart[]): string {
  let sentence = ''
  let bold = false
  for (const part of parts) {
    const words = part.field ? `{${part.field}}` : plain(part.text)
    if (words === '') continue
    if (part.bold !== bold) {
      sentence += '**'
      bold = part.bold
    }
    sentence += words
  }
  return bold ? `${sentence}**` : sentence
}

export const mentionsOf = (sentence: string): string[] =>
  partsOf(sentence)
    .map((part) => part.field)
    .filter(Boolean)

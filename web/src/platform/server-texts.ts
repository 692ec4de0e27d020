// The server's own words for its error keys, taken from beside the rooms that speak them.
import { addTexts, type Texts } from './i18n'

type ServerTexts = Record<string, { zh: string; en: string }>

const files = import.meta.glob<ServerTexts>('../../../server/**/texts.json', {
  eager: true,
  import: 'default',
})

export function serverTexts(): Texts {
  const texts: Texts = {}
  for (const file of Object.values(files)) {
    for (const [key, text] of Object.entries(file)) texts[key] = [text.zh, text.en]
  }
  return texts
}

addTexts(serverTexts())

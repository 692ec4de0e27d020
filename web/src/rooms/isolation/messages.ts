// Messages to a resident, apart from their looks: what may be sent, and what became of it.
import { t } from '@/platform/i18n'
import type { Message } from './api'
import { phraseTexts, type Phrase } from './message-texts'

export const charactersMax = 500
export const phrases = Object.keys(phraseTexts) as Phrase[]
/** Who reads it reads Chinese, whatever language the office's screen is in. */
export const phraseWords = (phrase: Phrase): string => phraseTexts[phrase][0]

/** What was typed is never lost: a phrase comes below it. */
export function withPhrase(text: string, phrase: Phrase): string {
  const typed = text.trim()
  return typed ? `${typed}\n${phraseWords(phrase)}` : phraseWords(phrase)
}
/** As the server counts: characters, not halves of them. */
export function problemOf(text: string): string | null {
  const length = [...text.trim()].length
  if (length === 0) return t('web.required')
  return length > charactersMax ? t('message.too_long') : null
}

export type MessageState = 'sent' | 'delivered' | 'read' | 'withdrawn'
export function stateOf(message: Message): MessageState {
  if (message.withdrawn_at) return 'withdrawn'
  if (message.read_at) return 'read'
  return message.delivered_at ? 'delivered' : 'sent'
}
export const stateTone = {
  sent: 'warn',
  delivered: 'info',
  read: 'good',
  withdrawn: 'plain',
} as const satisfies Record<MessageState, string>
/** When it came to stand so. */
export const stateTime = (message: Message): string | null =>
  message.withdrawn_at ?? message.read_at ?? message.delivered_at ?? null

export const messageKinds = [
  'isolation.message_sent',
  'isolation.message_delivered',
  'isolation.message_read',
  'isolation.message_withdrawn',
]

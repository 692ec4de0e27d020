// The log's stable names in the reader's words. A reason is what a person typed, or the name of a purpose
// ("isolation.paper") when the program read for them.
import { hasText, t } from '@/platform/i18n'

const inWords = (key: string, name: string): string => (hasText(key) ? t(key) : name)

export const actionWord = (action: string): string => inWords(`action.${action}`, action)
export const reasonWord = (reason: string): string => inWords(`reason.${reason}`, reason)

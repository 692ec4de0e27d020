// What is sent of the form: of a change only what changed, and never an empty sealed field.
import type { PersonChanges, PersonForm } from './api'

type Asked = Omit<PersonForm, 'guardian' | 'household'> & Pick<PersonChanges, 'reason'>
/** Every field is there while one types; an empty one is not sent. */
export type PersonFields = { [F in keyof Asked]-?: NonNullable<Asked[F]> }

export function changesOf(
  form: PersonFields,
  before: PersonFields | null,
  guardian: string | null,
  guardianBefore: string | null,
): Partial<PersonFields> & { guardian?: string } {
  const sent: Record<string, string> = {}
  for (const [name, value] of Object.entries(form)) {
    const text = typeof value === 'string' ? value.trim() : value
    if (!text) continue // Masked fields start empty: empty means unchanged.
    if (before && name !== 'reason' && text === before[name as keyof PersonFields]) continue
    sent[name] = text
  }
  if (guardian && guardian !== guardianBefore) sent.guardian = guardian
  return sent
}

// What is sent of the form: of a change only what changed, and never an empty sealed field.
export interface PersonFields {
  name: string
  identity_kind: string
  identity_number: string
  phone: string
  address: string
  area_code: string
  household_name: string
  sex: string
  birth_date: string
  relation: string
  smartphone: string
  reason: string
}

export function changesOf(
  form: PersonFields,
  before: PersonFields | null,
  guardian: string | null,
  guardianBefore: string | null,
): Record<string, string> {
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

// 公民身份号码 (GB 11643): what can be told from the number itself.
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = '10X98765432'

export interface IdentityFacts {
  birth_date: string
  sex: 'male' | 'female'
}

/** Full-width digits and stray blanks come from forms filled in by hand or by other systems. */
export function tidyIdentity(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, '')
    .toUpperCase()
}

/** null when the number cannot be one: wrong length, impossible birthday, wrong check digit. */
export function readIdentity(text: string): IdentityFacts | null {
  const number = tidyIdentity(text)
  if (!/^\d{17}[\dX]$/.test(number)) return null
  const sum = weights.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  if (checks[sum % 11] !== number[17]) return null
  const birth_date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const day = new Date(`${birth_date}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== birth_date) return null
  return { birth_date, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' }
}

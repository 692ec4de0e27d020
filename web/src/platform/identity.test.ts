import { describe, expect, it } from 'vitest'
import { readIdentity, tidyIdentity } from './identity'

describe('an identity number', () => {
  it('tells birth date and sex when its check digit holds', () => {
    expect(readIdentity('11010519491231002X')).toEqual({ birth_date: '1949-12-31', sex: 'female' })
  })
  it('is read in full-width digits and with stray blanks', () => {
    expect(tidyIdentity('１１０１０５ 19491231002ｘ')).toBe('11010519491231002X')
  })
  it('is refused when one digit is wrong, the day does not exist or it is too short', () => {
    expect(readIdentity('110105194912310020')).toBeNull()
    expect(readIdentity('1101051949123100')).toBeNull()
    expect(readIdentity('')).toBeNull()
  })
})

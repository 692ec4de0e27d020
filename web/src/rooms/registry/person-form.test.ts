import { describe, expect, it } from 'vitest'
import { changesOf, type PersonFields } from './person-form'

const blank: PersonFields = {
  name: '王小明',
  identity_kind: 'resident_identity_card',
  identity_number: '',
  phone: '',
  address: '',
  area_code: '',
  household_name: '',
  sex: 'male',
  birth_date: '1980-01-01',
  relation: 'head',
  smartphone: 'yes',
  reason: '',
}

describe('a person’s form', () => {
  it('sends of a change only what changed, with its reason', () => {
    const form = { ...blank, phone: ' 13800000000 ', reason: '换号' }
    expect(changesOf(form, blank, null, null)).toEqual({ phone: '13800000000', reason: '换号' })
  })
  it('sends everything known of a new person', () => {
    expect(changesOf({ ...blank, area_code: '410105014001' }, null, 'g', null)).toMatchObject({
      name: '王小明',
      area_code: '410105014001',
      guardian: 'g',
    })
  })
  it('leaves a masked field that was not touched alone', () => {
    expect(changesOf(blank, blank, 'g', 'g')).toEqual({})
  })
})

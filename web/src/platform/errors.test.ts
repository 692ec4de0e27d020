import { describe, expect, it } from 'vitest'
import './texts'
import { ApiError, errorFrom, errorText, faultText } from './errors'
import { addTexts, setLocale, t } from './i18n'

describe('what went wrong, in words', () => {
  it('the server’s key is kept, and a single field becomes a fault of that field', () => {
    const body = { error: { code: 'invalid', key: 'field.required', field: 'name', fields: [] } }
    expect(errorFrom(400, body).fields).toEqual([{ field: 'name', key: 'field.required' }])
  })
  it('several faults come as they are', () => {
    const fields = [
      { field: 'people[0].phone', key: 'field.bad' },
      { field: 'days', key: 'field.bad' },
    ]
    expect(errorFrom(400, { error: { key: 'request.invalid', fields } }).fields).toEqual(fields)
  })
  it('an answer that is not ours is judged by its status', () => {
    expect(errorFrom(503, '<html>').key).toBe('web.busy')
    expect(errorFrom(404, null).key).toBe('web.not_found')
    expect(errorFrom(500, {}).key).toBe('web.failed')
  })
  it('a key without a text never reaches a person', () => {
    setLocale('zh-CN')
    expect(errorText(new ApiError(409, 'room.unheard_of'))).toBe(t('web.conflict'))
    expect(errorText(new TypeError('x'))).toBe(t('web.failed'))
    expect(faultText({ field: 'a', key: 'unheard.of' })).toBe(t('web.field_wrong'))
  })
  it('a known key is said in the chosen language, with when to try again', () => {
    addTexts({ 'test.locked': ['已锁定。', 'Locked.'] })
    setLocale('en')
    expect(errorText(new ApiError(429, 'test.locked', [], 30))).toBe('Locked. (again in 30 s)')
    setLocale('zh-CN')
  })
})

import { describe, expect, it } from 'vitest'
import { toBytes, toText } from './passkeys'

describe('bytes of a passkey as text', () => {
  it('is base64url without padding, both ways', () => {
    const bytes = Uint8Array.from([0xfb, 0xff, 0x00, 0x10])
    expect(toText(bytes.buffer)).toBe('-_8AEA')
    expect([...toBytes('-_8AEA')]).toEqual([...bytes])
    expect(toText(toBytes('').buffer)).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import { ApiError } from '@/platform/errors'
import { createKept, type KeptReport } from './kept-reports'

function keeper() {
  const held = new Map<string, string>()
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
    held,
  }
}
const report = (key: string): KeptReport => ({
  key,
  name: '江小明',
  body: { temperature: 36.5, symptoms: [], mood: 'calm' },
})
const offline = () => Promise.reject(new ApiError(0, 'web.no_network'))

describe('reports on a phone without network', () => {
  it('a report that arrives leaves nothing on the phone', async () => {
    const phone = keeper()
    expect(await createKept(phone, 'a').file(report('k1'), () => Promise.resolve())).toBe('filed')
    expect(phone.held.size).toBe(0)
  })
  it('a lost network keeps it, and sends it later under the same key', async () => {
    const phone = keeper()
    const kept = createKept(phone, 'a')
    expect(await kept.file(report('k1'), offline)).toBe('kept')
    expect(await kept.file(report('k2'), offline)).toBe('kept')
    const keys: string[] = []
    const send = (_: unknown, key: string) => Promise.resolve(keys.push(key))
    expect(await createKept(phone, 'a').sendAll(send)).toEqual({ filed: 2, refused: [] })
    expect(keys).toEqual(['k1', 'k2'])
    expect(phone.held.size).toBe(0)
  })
  it('a refusal is told and not tried again', async () => {
    const kept = createKept(keeper(), 'a')
    const refuse = () => Promise.reject(new ApiError(409, 'isolation.not_active'))
    await expect(kept.file(report('k1'), refuse)).rejects.toMatchObject({ status: 409 })
    expect(kept.all()).toEqual([])
  })
  it('nobody else on the same phone sees or sends it', async () => {
    const phone = keeper()
    await createKept(phone, 'a').file(report('k1'), offline)
    expect(createKept(phone, 'b').all()).toEqual([])
  })
})

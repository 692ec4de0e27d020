import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  addressOf,
  at,
  get,
  mayRetry,
  newKey,
  post,
  setCsrf,
  whenCsrfStale,
  whenSignedOut,
} from './client'
import { ApiError } from './errors'

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

function serve(...replies: (Response | Error)[]) {
  const calls: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    calls.push({ url, init })
    const next = replies[Math.min(calls.length, replies.length) - 1]!
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next.clone())
  })
  return calls
}
const header = (call: { init: RequestInit } | undefined, name: string) =>
  new Headers(call?.init.headers).get(name)

afterEach(() => vi.unstubAllGlobals())

describe('the way to the server', () => {
  it('builds addresses without empty filters', () => {
    expect(addressOf('/a', { x: '', y: null, z: 0, w: '姚桥' })).toBe('/a?z=0&w=%E5%A7%9A%E6%A1%A5')
    expect(at('/api/x/{id}/y', { id: 'a/b' })).toBe('/api/x/a%2Fb/y')
  })
  it('reads carry no CSRF; acts carry it with an idempotency key', async () => {
    setCsrf('token')
    const calls = serve(reply(200, { ok: true }))
    await get('/api/access/tokens')
    await post('/api/access/totp/confirm', { body: { code: '1' } })
    expect(header(calls[0], 'X-CSRF')).toBeNull()
    expect(header(calls[1], 'X-CSRF')).toBe('token')
    expect(header(calls[1], 'Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
  })
  it('a lost answer is asked for again with the same key', async () => {
    const calls = serve(new TypeError('network'), reply(200, { id: 1 }))
    await expect(post('/api/access/logout')).resolves.toEqual({ id: 1 })
    expect(calls).toHaveLength(2)
    expect(header(calls[0], 'Idempotency-Key')).toBe(header(calls[1], 'Idempotency-Key'))
  })
  it('a refusal is not repeated', async () => {
    const calls = serve(reply(409, { error: { key: 'isolation.too_early' } }))
    await expect(post('/api/access/logout')).rejects.toMatchObject({
      key: 'isolation.too_early',
      status: 409,
    })
    expect(calls).toHaveLength(1)
  })
  it('a stale CSRF token is renewed once', async () => {
    const renew = vi.fn(async () => setCsrf('new'))
    whenCsrfStale(renew)
    const calls = serve(reply(403, { error: { key: 'access.bad_csrf' } }), reply(200, {}))
    await post('/api/access/logout')
    expect(renew).toHaveBeenCalledOnce()
    expect(header(calls[1], 'X-CSRF')).toBe('new')
  })
  it('the end of a session is told once, in one place', async () => {
    const ended = vi.fn()
    whenSignedOut(ended)
    serve(reply(401, { error: { key: 'access.session_ended' } }))
    await expect(get('/api/policy/versions')).rejects.toBeInstanceOf(ApiError)
    expect(ended).toHaveBeenCalledOnce()
  })
  it('only what cannot act twice is retried', () => {
    expect(mayRetry('GET', 503, false)).toBe(true)
    expect(mayRetry('POST', 503, false)).toBe(false)
    expect(mayRetry('POST', 0, true)).toBe(true)
    expect(mayRetry('GET', 500, false)).toBe(false)
    expect(newKey()).not.toBe(newKey())
  })
})

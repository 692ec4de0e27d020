// The one way to the server: CSRF, idempotency, retries, errors, the end of a session.
import { ApiError, errorFrom } from './errors'
import { locale } from './i18n'
import type {
  AnswerOf,
  Call,
  FileRoute,
  GetRoute,
  PostRoute,
  PutRoute,
  UploadRoute,
} from './routes'

type QueryValue = string | number | boolean | null | undefined
type Query = Readonly<Record<string, QueryValue>>
export interface Page<T> {
  items: T[]
  next: string
}

interface Options {
  query?: object
  path?: object
  body?: unknown
  file?: Blob
  signal?: AbortSignal
  /** The same key means the same act: pass one to make a retry by hand safe too. */
  idempotencyKey?: string
}

const retriesMax = 2 // Then a person should know.
const retryWaits = [400, 1500] // Milliseconds.

let csrf = ''
let glass = ''
let onGlassEnded: () => void = () => undefined
let onSignedOut: () => void = () => undefined
let renewCsrf: (() => Promise<void>) | null = null

export const setCsrf = (token: string) => {
  csrf = token
}
export const whenSignedOut = (handler: () => void) => {
  onSignedOut = handler
}
export const whenCsrfStale = (handler: () => Promise<void>) => {
  renewCsrf = handler
}

/** What is asked from now on is asked through this break-glass; '' ends that. */
export const setGlass = (id: string) => {
  glass = id
}
export const whenGlassEnded = (handler: () => void) => {
  onGlassEnded = handler
}

/** randomUUID exists only on secure origins; an office may run plain HTTP inside its network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function addressOf(path: string, query: Query = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** Fills {id} places of a route. */
export function at(pattern: string, values: object = {}): string {
  const known = values as Record<string, string>
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? ''))
}

export function mayRetry(method: string, status: number, hasKey: boolean): boolean {
  const passing = status === 0 || status === 502 || status === 503 || status === 504
  return passing && (method === 'GET' || hasKey)
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => window.setTimeout(resolve, milliseconds))

function headersFor(method: string, options: Options, key: string): Headers {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': locale.value })
  if (glass) headers.set('X-Break-Glass', glass)
  if (method === 'GET') return headers
  if (csrf) headers.set('X-CSRF', csrf)
  if (key) headers.set('Idempotency-Key', key)
  if (options.file) headers.set('Content-Type', 'application/octet-stream')
  else if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  return headers
}

async function once(method: string, path: string, options: Options, key: string) {
  try {
    return await fetch(addressOf(path, options.query as Query), {
      method,
      headers: headersFor(method, options, key),
      body: options.file ?? (options.body === undefined ? null : JSON.stringify(options.body)),
      credentials: 'same-origin',
      signal: options.signal ?? null,
    })
  } catch (fault) {
    if (options.signal?.aborted) throw fault
    throw new ApiError(0, 'web.no_network')
  }
}

async function answer(method: string, path: string, options: Options, key: string) {
  const response = await once(method, path, options, key)
  if (response.ok) return response
  const body: unknown = await response.json().catch(() => null)
  const wait = Number(response.headers.get('Retry-After')) || 0
  throw errorFrom(response.status, body, wait, response.headers.get('X-Request-Id') ?? '')
}

async function send(method: string, route: string, options: Options): Promise<Response> {
  const path = at(route, options.path)
  const key = options.idempotencyKey ?? (method === 'POST' && !options.file ? newKey() : '')
  let renewed = false
  for (let attempt = 0; ; attempt++) {
    try {
      return await answer(method, path, options, key)
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault
      if (fault.key === 'access.bad_csrf' && renewCsrf && !renewed) {
        renewed = true
        await renewCsrf()
        continue
      }
      if (fault.key === 'access.glass_ended' && glass) onGlassEnded()
      if (fault.status === 401 && !path.startsWith('/api/access/')) onSignedOut()
      if (attempt >= retriesMax || !mayRetry(method, fault.status, key !== '')) throw fault
      await pause(Math.max(fault.retryAfterSeconds * 1000, retryWaits[attempt] ?? 0))
    }
  }
}

async function json<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/* Routes, their places, questions, bodies and answers are the contract's: a changed route breaks the build. */

export async function get<R extends GetRoute>(
  route: R,
  ...[call]: Call<R, 'get'>
): Promise<AnswerOf<R, 'get'>> {
  return json(await send('GET', route, call ?? {}))
}
export async function post<R extends PostRoute>(
  route: R,
  ...[call]: Call<R, 'post'>
): Promise<AnswerOf<R, 'post'>> {
  return json(await send('POST', route, { body: {}, ...call }))
}
export async function put<R extends PutRoute>(
  route: R,
  ...[call]: Call<R, 'put'>
): Promise<AnswerOf<R, 'put'>> {
  return json(await send('PUT', route, call ?? {}))
}
export async function upload<R extends UploadRoute>(
  route: R,
  file: Blob,
  ...[call]: Call<R, 'post'>
): Promise<AnswerOf<R, 'post'>> {
  return json(await send('POST', route, { ...call, file }))
}
export async function blob<R extends FileRoute>(
  route: R,
  ...[call]: Call<R, 'get'>
): Promise<Blob> {
  return (await send('GET', route, call ?? {})).blob()
}

/** A question too long for an address, answered by a file. */
export async function postForFile<R extends PostRoute>(
  route: R,
  ...[call]: Call<R, 'post'>
): Promise<Blob> {
  return (await send('POST', route, { body: {}, ...call })).blob()
}

/** Has the browser keep a file under the name given. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

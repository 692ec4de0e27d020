// Every failure of a call is one of these; `key` is translated in one place.
import { hasText, t } from './i18n'

export interface FieldFault {
  field: string
  key: string
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly key: string,
    readonly fields: FieldFault[] = [],
    readonly retryAfterSeconds = 0,
    readonly requestId = '',
  ) {
    super(key)
  }
}

/** Reads the server's error body; anything else becomes a key by its status. */
export function errorFrom(
  status: number,
  body: unknown,
  retryAfterSeconds = 0,
  requestId = '',
): ApiError {
  const error = (body as { error?: Record<string, unknown> } | null)?.error
  if (error && typeof error.key === 'string') {
    const fields = Array.isArray(error.fields) ? (error.fields as FieldFault[]) : []
    const single = typeof error.field === 'string' ? error.field : ''
    const all =
      fields.length === 0 && single !== '' ? [{ field: single, key: error.key }] : [...fields]
    return new ApiError(status, error.key, all, retryAfterSeconds, requestId)
  }
  return new ApiError(status, keyOf(status), [], retryAfterSeconds, requestId)
}

function keyOf(status: number): string {
  if (status === 0) return 'web.no_network'
  if (status === 401) return 'web.signed_out'
  if (status === 403) return 'web.forbidden'
  if (status === 404) return 'web.not_found'
  if (status === 409) return 'web.conflict'
  if (status === 413) return 'web.too_large'
  if (status === 429) return 'web.too_many'
  if (status === 503) return 'web.busy'
  return 'web.failed'
}

/** What to tell a person. An unknown key falls back to what its status says, never to the bare key. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('web.failed')
  const text = hasText(error.key) ? t(error.key) : t(keyOf(error.status))
  return error.retryAfterSeconds > 0
    ? `${text}${t('web.retry_after', { seconds: error.retryAfterSeconds })}`
    : text
}

/** What a stored reason says; one that nobody knows any more says that something failed. */
export const errorTextOf = (key: string) => t(hasText(key) ? key : 'web.failed')

export function faultText(fault: FieldFault): string {
  return hasText(fault.key) ? t(fault.key) : t('web.field_wrong')
}

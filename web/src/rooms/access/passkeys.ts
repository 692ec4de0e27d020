// Passkeys in the browser: what the server asks goes in as bytes, what the device answers comes out as text.
import type { Schema } from '@/platform/routes'

export type PasskeyCreation = Schema['PasskeyCreation']
export type PasskeyRequest = Schema['PasskeyRequest']

const algorithms = [-7, -257, -8] // ES256, RS256, EdDSA: what the server can check.
const patienceMs = 120_000

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (c) => c.charCodeAt(0))
}
export function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** Only on an address with a name, over TLS or on this machine. */
export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && window.isSecureContext

/** Nothing when the person changed their mind. */
async function unlessCancelled<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'NotAllowedError') return null
    throw fault
  }
}

export async function makePasskey(ask: PasskeyCreation) {
  const made = (await unlessCancelled(
    navigator.credentials.create({
      publicKey: {
        challenge: toBytes(ask.challenge),
        rp: { id: ask.site_id, name: ask.site_name },
        user: { id: toBytes(ask.user_handle), name: ask.user_name, displayName: ask.user_label },
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: ask.known.map((id) => ({ type: 'public-key', id: toBytes(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: patienceMs,
      },
    }),
  )) as PublicKeyCredential | null
  if (!made) return null
  const response = made.response as AuthenticatorAttestationResponse
  return {
    client_data: toText(response.clientDataJSON),
    authenticator_data: toText(response.getAuthenticatorData()),
  }
}

export async function usePasskey(ask: PasskeyRequest) {
  const used = (await unlessCancelled(
    navigator.credentials.get({
      publicKey: {
        challenge: toBytes(ask.challenge),
        rpId: ask.site_id,
        userVerification: 'required',
        timeout: patienceMs,
      },
    }),
  )) as PublicKeyCredential | null
  if (!used) return null
  const response = used.response as AuthenticatorAssertionResponse
  return {
    credential_id: toText(used.rawId),
    client_data: toText(response.clientDataJSON),
    authenticator_data: toText(response.authenticatorData),
    signature: toText(response.signature),
  }
}

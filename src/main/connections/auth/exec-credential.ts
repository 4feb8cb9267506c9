import { isJsonObject, stringAt } from '../../lib/json-access.ts'

/** What an exec plugin gave. */
export interface ExecCredential {
  readonly token: string
  /** PEM; empty when the plugin gave none. */
  readonly cert: string
  readonly key: string
  /** Milliseconds since the epoch on the server's clock; null when the plugin names no end. */
  readonly expiresMs: number | null
}

/**
 * Reads an `ExecCredential` from a plugin's output
 * (kubernetes/client-go plugin/pkg/client/auth/exec/exec.go refreshCredsLocked has the same rules).
 * @throws Error naming what is wrong; never with the output in it.
 */
export function readExecCredential(output: string, apiVersion: string): ExecCredential {
  let json: unknown
  try {
    json = JSON.parse(output)
  } catch {
    throw new Error('its output is not JSON')
  }
  if (!isJsonObject(json) || json['kind'] !== 'ExecCredential') throw new Error('its output is not an ExecCredential')
  if (json['apiVersion'] !== apiVersion) throw new Error(`it answered with another apiVersion than ${apiVersion}`)
  const [token, cert, key] = [
    stringAt(json, 'status', 'token'),
    stringAt(json, 'status', 'clientCertificateData'),
    stringAt(json, 'status', 'clientKeyData')
  ]
  if (token === '' && cert === '') throw new Error('its output has neither a token nor a client certificate')
  if ((cert === '') !== (key === '')) throw new Error('its output has only half of a client certificate')
  const expiry = stringAt(json, 'status', 'expirationTimestamp')
  const expiresMs = expiry === '' ? null : Date.parse(expiry)
  if (Number.isNaN(expiresMs)) throw new Error('its expirationTimestamp is not a time')
  return { token, cert, key, expiresMs }
}

import { visibleText } from '../../lib/visible-text.ts'
import { TransportError, type TransportKind } from './transport-error.ts'

interface Explanation {
  readonly kind: TransportKind
  readonly text: string
  readonly remedy?: string
}

const renewCa = 'Import a fresh kubeconfig: the cluster may have a new certificate authority.'
const trustCa =
  'The kubeconfig names no certificate authority: name the one of the cluster there, or add it to those that this computer trusts.'

/** What Node's and OpenSSL's error codes mean to the operator. */
const explanations: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: {
    kind: 'unreachable',
    text: 'its name is not known to DNS',
    remedy: 'Check the VPN and the server address.'
  },
  EAI_AGAIN: { kind: 'unreachable', text: 'DNS does not answer', remedy: 'Check the network connection.' },
  ECONNREFUSED: {
    kind: 'unreachable',
    text: 'nothing listens at that address',
    remedy: 'Check the server address and that the API server runs.'
  },
  ECONNRESET: { kind: 'broken', text: 'the connection was reset' },
  EPIPE: { kind: 'broken', text: 'the connection was closed' },
  ETIMEDOUT: { kind: 'timeout', text: 'the network does not answer', remedy: 'Check the VPN.' },
  EHOSTUNREACH: { kind: 'unreachable', text: 'there is no route to it', remedy: 'Check the VPN.' },
  ENETUNREACH: { kind: 'unreachable', text: 'there is no network', remedy: 'Check the network connection.' },
  CERT_HAS_EXPIRED: { kind: 'tls', text: 'its certificate has expired', remedy: 'Renew the API server certificate.' },
  CERT_NOT_YET_VALID: {
    kind: 'tls',
    text: 'its certificate is not valid yet',
    remedy: 'Check the clock of this computer.'
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    kind: 'tls',
    text: 'its certificate is self-signed and not the expected one',
    remedy: renewCa
  },
  SELF_SIGNED_CERT_IN_CHAIN: { kind: 'tls', text: 'its certificate comes from an unknown authority', remedy: renewCa },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    kind: 'tls',
    text: 'its certificate comes from an unknown authority',
    remedy: renewCa
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    kind: 'tls',
    text: 'its certificate comes from an unknown authority',
    remedy: renewCa
  },
  CERT_SIGNATURE_FAILURE: {
    kind: 'tls',
    text: 'its certificate is not signed by the expected authority',
    remedy: renewCa
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    kind: 'tls',
    text: 'its certificate is for another name',
    remedy: 'Check the server address, and what tls-server-name in the kubeconfig says.'
  },
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: { kind: 'tls', text: 'it only speaks a TLS version older than 1.2' },
  ERR_SSL_UNSUPPORTED_PROTOCOL: { kind: 'tls', text: 'it only speaks a TLS version older than 1.2' },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    kind: 'tls',
    text: 'it does not speak TLS',
    remedy: 'Check the port of the server address.'
  },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: {
    kind: 'tls',
    text: 'the client certificate has expired',
    remedy: 'Import a fresh kubeconfig.'
  },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: {
    kind: 'tls',
    text: 'the server does not accept the client certificate',
    remedy: 'Import a fresh kubeconfig.'
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    kind: 'tls',
    text: 'the server asks for a client certificate',
    remedy: 'Import a kubeconfig that has one.'
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * An error of a socket as a `TransportError` that names the server, the reason and the way out, which is another one
 * where the authorities are those of this computer.
 */
export function explainSocketError(
  error: unknown,
  host: string,
  sent: 'nothing' | 'maybe',
  authoritiesOf: 'kubeconfig' | 'system' = 'kubeconfig'
): TransportError {
  if (error instanceof TransportError) return error
  // With several addresses Node reports one error for each; the first one tells the reason.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  const code = codeOf(first) || codeOf(error)
  const known = explanations[code]
  const message = first instanceof Error ? first.message : String(first)
  const tls = code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_')
  const text = known?.text ?? visibleText(message, 300)
  return new TransportError(known?.kind ?? (tls ? 'tls' : 'broken'), sent, `${host}: ${text}`, {
    cause: error,
    remedy: known?.remedy === renewCa && authoritiesOf === 'system' ? trustCa : known?.remedy
  })
}

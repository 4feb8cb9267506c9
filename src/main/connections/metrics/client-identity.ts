import { createPrivateKey, X509Certificate } from 'node:crypto'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { certificatesIn } from '../http/certificates.ts'
import type { ClientIdentity } from '../http/tls-contexts.ts'

const keyBlock = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END [A-Z0-9 ]*PRIVATE KEY-----/

/**
 * A client certificate and its private key from one text, PEM: the certificate first, then those of its authorities.
 * @throws FailureError `badInput` where one of the two is missing, has a passphrase, or belongs to another; `expired` where the
 * certificate has ended
 */
export function clientIdentity(pem: string, now: Date = new Date()): Required<ClientIdentity> {
  const certificates = certificatesIn(pem)
  const key = keyBlock.exec(pem)?.[0]
  const refused = (what: string): FailureError =>
    new FailureError(
      failureOf('badInput', `The client certificate for Prometheus cannot be used: ${what}.`, {
        remedy: 'Paste the certificate and its private key as PEM, the key without a passphrase.'
      })
    )
  const [first] = certificates
  if (first === undefined) throw refused('there is no certificate in it')
  if (key === undefined) throw refused('there is no private key in it, or it has a passphrase')
  const certificate = new X509Certificate(first)
  if (!fits(certificate, key)) throw refused('the key belongs to another certificate')
  if (Date.parse(certificate.validTo) < now.getTime()) {
    const text = `The client certificate for Prometheus ended on ${new Date(certificate.validTo).toISOString().slice(0, 10)}.`
    throw new FailureError(failureOf('expired', text, { remedy: 'Paste the one that took its place.' }))
  }
  return { cert: certificates.join('\n'), key }
}

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

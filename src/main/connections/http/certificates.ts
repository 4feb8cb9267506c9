import { X509Certificate } from 'node:crypto'

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/**
 * The certificates of a bundle, each as PEM, without repetitions. What is between them, other kinds of blocks and
 * certificates that cannot be read are passed over, as Go does (crypto/x509 CertPool.AppendCertsFromPEM); OpenSSL would
 * stop at the first one.
 */
export function certificatesIn(bundle: string): readonly string[] {
  return [...new Set(bundle.match(block) ?? [])].filter(isReadable)
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== ''
  } catch {
    return false
  }
}

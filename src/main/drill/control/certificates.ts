import { generate } from 'selfsigned'
import type { ServerTls } from '../api/ports.ts'

/** A certificate authority of its own and a server certificate for 127.0.0.1 and localhost, all PEM. */
export interface Certificates {
  readonly ca: string
  readonly server: ServerTls
}

const dayMs = 86_400_000

/** Mints both; valid around the given time and around real time, because clients check against their own clock. */
export async function mintCertificates(): Promise<Certificates> {
  const notBeforeDate = new Date(Date.now() - dayMs)
  const notAfterDate = new Date(Date.now() + 30 * dayMs)
  const shared = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate, notAfterDate } as const
  const authority = await generate([{ name: 'commonName', value: 'kubernetes' }], {
    ...shared,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true }
    ]
  })
  const server = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...shared,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyAgreement: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
          { type: 2, value: 'kubernetes' },
          { type: 2, value: 'kubernetes.default.svc' }
        ]
      }
    ]
  })
  return { ca: authority.cert, server: { cert: server.cert, key: server.private } }
}

import { X509Certificate } from 'node:crypto'
import type { User } from './model.ts'

/** When a client certificate is good for something, milliseconds since the epoch. */
export interface Validity {
  readonly fromMs: number
  readonly toMs: number
}

/** Of the user's client certificate; undefined where there is none that can be read. */
export function certificateValidity(user: Pick<User, 'certData'> | undefined): Validity | undefined {
  if (user?.certData === undefined) return undefined
  try {
    const { validFrom, validTo } = new X509Certificate(Buffer.from(user.certData, 'base64'))
    const [fromMs, toMs] = [Date.parse(validFrom), Date.parse(validTo)]
    return Number.isNaN(fromMs) || Number.isNaN(toMs) ? undefined : { fromMs, toMs }
  } catch {
    return undefined
  }
}

/** Why the certificate is of no use at that time, with the date; undefined when it is. */
export function certificateProblem(validity: Validity | undefined, nowMs: number): string | undefined {
  if (!validity) return undefined
  if (nowMs > validity.toMs) return `The client certificate of the kubeconfig ended on ${day(validity.toMs)}.`
  if (nowMs < validity.fromMs)
    return `The client certificate of the kubeconfig is not valid before ${day(validity.fromMs)}; look at the clock of this computer.`
  return undefined
}

/** `2026-11-29 20:15 UTC` */
function day(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Whether base64 data holds a PEM block of that kind, as crypto/tls and crypto/x509 look for one. */
export function holdsPem(base64: string, kind: 'CERTIFICATE' | 'PRIVATE KEY'): boolean {
  return new RegExp(`-----BEGIN [A-Z0-9 ]*${kind}-----`).test(Buffer.from(base64, 'base64').toString('latin1'))
}

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { readLocalFile } from '../kubeconfig/local-file.ts'

/**
 * The certificate of an application with its private key, PEM.
 * @throws FailureError `badInput` where one of the two is missing, cannot be read, or belongs to another; `expired` where it has ended
 */
export async function readCertificate(path: string, now: Date = new Date()): Promise<string> {
  const shown = visibleText(path, 300)
  const remedy = 'Choose a PEM file that holds the certificate and its private key, without a passphrase.'
  const { content } = await readLocalFile(path, shown).catch((error: unknown) => {
    throw new FailureError(failureOf('badInput', error instanceof Error ? error.message : String(error), { remedy }))
  })
  const pem = content.toString('utf8')
  const certificate = read(() => new X509Certificate(pem))
  const key = read(() => createPrivateKey(pem))
  if (!certificate || !key || !certificate.checkPrivateKey(key))
    throw new FailureError(failureOf('badInput', `${shown} holds no certificate with its private key.`, { remedy }))
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2_048)
    throw new FailureError(
      failureOf('badInput', `The key in ${shown} is none that Azure takes: RSA of 2048 bits or more.`, { remedy })
    )
  if (Date.parse(certificate.validTo) >= now.getTime()) return pem
  const text = `The certificate in ${shown} ended on ${new Date(certificate.validTo).toISOString().slice(0, 10)}.`
  throw new FailureError(failureOf('expired', text, { remedy: 'Choose the one that took its place.' }))
}

function read<T>(of: () => T): T | undefined {
  try {
    return of()
  } catch {
    return undefined
  }
}

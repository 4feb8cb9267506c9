import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'

/** A client certificate and its key, each as PEM; without one nothing is signed in with. */
export interface ClientIdentity {
  readonly cert?: string
  readonly key?: string
}

/** What connections are verified and signed in with. */
export interface TlsContexts {
  /**
   * Runs `connect` with a context. Authorities that were renewed under the same name are told apart by their signatures
   * only: where the first one did not sign, the others are tried.
   * @throws whatever `connect` throws last
   */
  use<T>(identity: ClientIdentity, connect: (context: SecureContext) => Promise<T>): Promise<T>
}

const mostNamesakes = 8

/**
 * Trusts `authorities` as Go does (crypto/x509 Certificate.Verify): any of them is an anchor, also one that another one
 * signed, and all of one name are tried. OpenSSL and BoringSSL want to be told the first, and know no second.
 */
export function createTlsContexts(authorities: readonly string[]): TlsContexts {
  const trusts = [authorities, ...withoutNamesakes(authorities)]
  // Made anew only for another client certificate: a computer trusts more than a hundred authorities.
  let made: { readonly cert: string | undefined; readonly contexts: Map<number, SecureContext> } | undefined
  let proven = 0

  const contextFor = (index: number, { cert, key }: ClientIdentity): SecureContext => {
    if (made === undefined || made.cert !== cert) made = { cert, contexts: new Map() }
    const known = made.contexts.get(index)
    if (known) return known
    const context = createSecureContext({
      ca: [...(trusts[index] ?? [])],
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      minVersion: 'TLSv1.2',
      allowPartialTrustChain: true
    })
    made.contexts.set(index, context)
    return context
  }

  return {
    async use(identity, connect) {
      const order = [proven, ...trusts.keys()].filter((index, place) => place === 0 || index !== proven)
      for (const [place, index] of order.entries()) {
        try {
          const connected = await connect(contextFor(index, identity))
          proven = index
          return connected
        } catch (error) {
          if (!isOtherSigner(error) || place === order.length - 1) throw error
        }
      }
      throw new Error('there is always a context')
    }
  }
}

/** For each authority that shares its name with others: all but those others. */
function withoutNamesakes(authorities: readonly string[]): readonly (readonly string[])[] {
  const named = authorities.map((pem) => ({ pem, name: new X509Certificate(pem).subject }))
  return named
    .filter(({ pem, name }) => named.some((other) => other.name === name && other.pem !== pem))
    .slice(0, mostNamesakes)
    .map(({ pem, name }) => authorities.filter((other, index) => other === pem || named[index]?.name !== name))
}

/** X509_V_ERR_CERT_SIGNATURE_FAILURE: an authority of the right name did not sign it. */
function isOtherSigner(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CERT_SIGNATURE_FAILURE'
}

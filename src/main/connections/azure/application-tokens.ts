import type { TokenCredential } from '@azure/identity'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { readLocalFile } from '../kubeconfig/local-file.ts'
import type { AzureIdentity, AzureProof } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { loadIdentity, type Identity } from './sdk.ts'
import type { TokenSource } from './token-source.ts'
import type { AzureTransport } from './transport.ts'

type ApplicationProof = Extract<AzureProof, { readonly way: 'secret' | 'certificate' | 'workload' }>

/** Tokens of an application that signs in as itself: another one each time. */
export function applicationTokens(
  { tenant, client }: Pick<AzureIdentity, 'tenant' | 'client'>,
  proof: ApplicationProof,
  { authorityHost }: CloudEndpoints,
  transport: Pick<AzureTransport, 'client'>
): TokenSource {
  const options = {
    authorityHost,
    // It would ask the public cloud whether it knows the authority.
    disableInstanceDiscovery: true,
    httpClient: transport.client,
    retryOptions: { maxRetries: 0 }
  }
  const created = (identity: Identity): TokenCredential => {
    switch (proof.way) {
      case 'secret':
        return new identity.ClientSecretCredential(tenant, client, proof.secret, options)
      case 'certificate':
        return new identity.ClientCertificateCredential(tenant, client, { certificate: proof.pem }, options)
      case 'workload':
        return new identity.ClientAssertionCredential(tenant, client, () => tokenIn(proof.tokenFile), options)
    }
  }
  return async ({ scopes, options: asked }) => {
    // One that has a token gives no other one until that is nearly over.
    const had = await created(await loadIdentity()).getToken([...scopes], asked)
    if (!had) throw new Error('No token was given.')
    return { token: had.token, expiresAtMs: had.expiresOnTimestamp }
  }
}

/** Somebody else keeps it fresh: it is read each time it is shown. @throws FailureError */
async function tokenIn(path: string): Promise<string> {
  const { content } = await readLocalFile(path)
  const token = content.toString('utf8').trim()
  if (token !== '') return token
  const remedy = 'Look what keeps it fresh, or choose another file.'
  throw new FailureError(failureOf('missing', `The token file ${path} is empty.`, { remedy }))
}

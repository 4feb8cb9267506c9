import type { Failure } from '../../../contract/index.ts'
import type { PluginApprovals } from '../plugin-approvals.ts'
import type { HadToken } from './token-source.ts'

/** Where the tokens of a person are kept between two uses, as one text. */
export interface TokenCacheStore {
  /** Null where there is none. @throws FailureError when it cannot be had, as from a keychain that is locked. */
  read(): Promise<string | null>
  write(text: string): Promise<void>
}

/** By what somebody proves who they are. */
export type AzureProof =
  | { readonly way: 'secret'; readonly secret: string }
  /** Certificate and private key, PEM. */
  | { readonly way: 'certificate'; readonly pem: string }
  /** A file in which a token of another issuer is kept fresh by somebody else. */
  | { readonly way: 'workload'; readonly tokenFile: string }
  /** The session of Azure's command line, whose program was approved. */
  | { readonly way: 'cli'; readonly approvals: Pick<PluginApprovals, 'isApproved'> }
  /** `account`: which one of the cache, as msal names it (`homeAccountId`). */
  | { readonly way: 'browser' | 'deviceCode'; readonly account: string; readonly cache: TokenCacheStore }

/** Hears when a token was had, or was not. */
export interface AzureHears {
  readonly onToken: (told: HadToken) => void
  /** `claims`: what Azure wanted besides, to be asked for when a person signs in again. */
  readonly onRefused: (refused: {
    readonly failure: Failure
    readonly wantsPerson: boolean
    readonly claims?: string
  }) => void
}

/** Who signs in to Azure. */
export interface AzureIdentity {
  /** Id or domain of the tenant. */
  readonly tenant: string
  /** Id of the application that signs in as itself, or through which a person does. */
  readonly client: string
  readonly proof: AzureProof
  readonly hears?: AzureHears
}

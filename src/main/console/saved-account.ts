import type { AzureAccountView } from '../../contract/index.ts'

/** Somebody who can sign in to Azure; what they sign in with is in the secret store under `azure/ID`. */
export interface SavedAccount extends Pick<AzureAccountView, 'id' | 'way' | 'cloud' | 'tenant' | 'client' | 'who'> {
  /** As msal names a person among the tokens that are kept; empty for others. */
  readonly account: string
  /** Absolute path of the file with the token of a workload; empty for others. */
  readonly tokenFile: string
}

/** Whether there is anything to keep for somebody that nobody else keeps. */
export function isKeptByUs({ way }: Pick<SavedAccount, 'way'>): boolean {
  return way !== 'cli' && way !== 'workload'
}

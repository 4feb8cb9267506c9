import type { ConnectionView } from '../../contract/index.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { accountClaim } from './agreement-claims.ts'
import type { KeptDocument } from './kept-document.ts'
import type { SavedAccount } from './saved-account.ts'

/** Who can sign in to Azure. What they sign in with is in the secret store under `azure/ID`. */
export function createSavedAccounts(document: KeptDocument, secrets: SecretStore) {
  return {
    azureAccounts: (): readonly SavedAccount[] => document.now().azureAccounts,
    /** Whether they are as somebody agreed to have them. */
    isAgreedAccount: (account: SavedAccount): boolean => document.seals.holds(accountClaim(account)),
    /** Where what somebody signs in with is. */
    accountAt: (id: string): ConnectionView['stored'] => document.accountAt(id),
    /** Keeps somebody, or what is known of them now. What they sign in with is stored before. */
    saveAccount(account: SavedAccount): void {
      const isKnown = document.now().azureAccounts.some(({ id }) => id === account.id)
      document.seals.agree(accountClaim(account))
      document.save({
        azureAccounts: isKnown
          ? document.now().azureAccounts.map((other) => (other.id === account.id ? account : other))
          : [...document.now().azureAccounts, account]
      })
    },
    /** Removes what somebody signs in with first, then them, also from the environments that they looked after. */
    async forgetAccount(id: string): Promise<void> {
      await secrets.forget(`azure/${id}`)
      document.gone(id)
      document.save({
        azureAccounts: document.now().azureAccounts.filter((other) => other.id !== id),
        environments: document.now().environments.map((e) => (e.azure?.accountId === id ? { ...e, azure: null } : e))
      })
    },
    /** What somebody signs in with; null when there is none any more. @throws FailureError as the secret store. */
    azureSecret: (id: string): Promise<string | null> => secrets.get(`azure/${id}`),
    keepAzureSecret: (id: string, text: string): Promise<void> => secrets.put(`azure/${id}`, text)
  }
}

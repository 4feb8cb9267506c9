import type { AzureAccountView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask } from '../../stores/ask.ts'
import { useWallMs } from '../../stores/clock.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { cloudWords, wayWords } from './azure-words.ts'
import css from './connections.module.css'

/** Who can sign in to Azure: as whom, where, until when, and why not. */
export function AzureAccounts({ accounts }: { readonly accounts: readonly AzureAccountView[] }) {
  if (accounts.length === 0) return null
  return (
    <ul className={css['accounts']} data-testid="azure-accounts">
      {accounts.map((account) => (
        <Account key={account.id} account={account} />
      ))}
    </ul>
  )
}

function Account({ account }: { readonly account: AzureAccountView }) {
  const { id, way, cloud, tenant, client, who, stored, expiresAt, failure, wantsPerson } = account
  const isPerson = way === 'browser' || way === 'deviceCode'
  return (
    <li data-testid="azure-account">
      <span>
        <b>{who || client}</b>
        <small>
          {wayWords[way]} · tenant {tenant} · {cloudWords[cloud]}
          {stored === 'memory' && cloud !== 'drill' && ' · kept in memory only, until Backout ends'}
        </small>
        {(failure === null || expiresAt !== null) && (
          <small>
            <Token account={account} />
          </small>
        )}
      </span>
      <Button look="small" onClick={() => void ask('azure.signIn', { accountId: id })}>
        {isPerson ? 'Sign in again' : 'Try again'}
      </Button>
      {id !== 'drill' && (
        <Button look="small" onClick={() => void ask('azure.signOut', { accountId: id })}>
          Sign out
        </Button>
      )}
      {failure !== null && (
        <div>
          <FailureNotice failure={failure} lead={wantsPerson ? 'You are wanted.' : 'Not signed in.'} />
        </div>
      )}
    </li>
  )
}

function Token({ account: { expiresAt } }: { readonly account: AzureAccountView }) {
  const now = useWallMs()
  if (expiresAt === null) return 'No token was needed yet'
  const leftMs = Date.parse(expiresAt) - now
  return leftMs <= 0
    ? 'Its token has ended; another one is had when it is needed'
    : `Token for ${formatDuration(leftMs)} more, renewed before it ends`
}

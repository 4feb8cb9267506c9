import { useState } from 'react'
import type { AzureAccountView, ShellView } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { AzureAccounts } from './azure-accounts.tsx'
import { AzureSignIn } from './azure-sign-in.tsx'
import { AzureSignInForm } from './azure-sign-in-form.tsx'
import { AzureTargetForm } from './azure-target-form.tsx'
import css from './connections.module.css'

/** Azure, where the connections are: what leads users to the open environment, and who can sign in to look after it. */
export function AzurePanel({ shell }: { readonly shell: ShellView }) {
  const { environment, azureSignIn } = shell
  const isDrill = environment?.kind === 'drill'
  const accounts = shell.azureAccounts.filter(({ cloud }) => (cloud === 'drill') === isDrill)
  const isWanted = accounts.some(({ wantsPerson }) => wantsPerson) || azureSignIn !== null
  const [open, setOpen] = useState(isWanted)
  const [adding, setAdding] = useState(false)
  // A drill about something else has no Azure.
  if (isDrill && accounts.length === 0) return null
  return (
    <Disclosure
      className={css['azure']}
      testId="azure"
      open={open || isWanted}
      onToggle={setOpen}
      summary={`Azure: ${summary(shell, accounts)}`}
    >
      <div className={css['azureInner']}>
        <AzureAccounts accounts={accounts} />
        {azureSignIn !== null && <AzureSignIn signIn={azureSignIn} />}
        <div hidden={azureSignIn !== null}>
          {adding || accounts.length === 0 ? (
            <AzureSignInForm isDrill={isDrill} onDone={() => setAdding(false)} />
          ) : (
            <Button look="small" onClick={() => setAdding(true)}>
              Sign in as somebody else
            </Button>
          )}
        </div>
        {environment !== null && accounts.length > 0 && (
          <AzureTargetForm
            key={environment.azure?.profile}
            accounts={accounts}
            target={environment.azure}
            environment={environment.name}
            isDrill={isDrill}
          />
        )}
      </div>
    </Disclosure>
  )
}

function summary({ environment }: ShellView, accounts: readonly AzureAccountView[]): string {
  const signedIn = accounts.length === 1 ? '1 account' : `${accounts.length} accounts`
  if (environment === null) return accounts.length === 0 ? 'nobody is signed in' : signedIn
  const { azure } = environment
  if (azure === undefined) return `nothing said of what leads users here${accounts.length === 0 ? '' : `, ${signedIn}`}`
  const account = accounts.find(({ id }) => id === azure.accountId)
  const who = account === undefined ? 'by nobody who is signed in' : `by ${account.who || account.client}`
  return `profile ${azure.profile.split('/').at(-1) ?? azure.profile}, looked after ${who}`
}

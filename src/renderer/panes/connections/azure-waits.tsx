import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import shellCss from '../shell/shell.module.css'
import { AzureSignIn } from './azure-sign-in.tsx'

interface Props {
  readonly shell: ShellView
  /** The connections are on the screen, where the same is said. */
  readonly isShown: boolean
}

/**
 * What a person has to do before Azure lets them change anything: said over the panes, so that it comes before an approval
 * and never in the middle of a step.
 */
export function AzureWaits({ shell, isShown }: Props) {
  const isOverlay = useView((view) => view.overlay === 'connections')
  const { azureSignIn, environment } = shell
  if (isShown || isOverlay) return null
  if (azureSignIn !== null)
    return (
      <div className={shellCss['failureBar']}>
        <AzureSignIn signIn={azureSignIn} />
      </div>
    )
  const account = shell.azureAccounts.find(({ id }) => id === environment?.azure?.accountId)
  if (!account?.wantsPerson || account.failure === null) return null
  return (
    <div className={shellCss['failureBar']}>
      <section className={ui['notice']} data-tone="warn" data-testid="azure-waits" role="alert" aria-label="Azure">
        <b aria-hidden="true">!</b>
        <div>
          <p>
            <b>{account.who || 'Somebody'} has to sign in.</b> {account.failure.message}
          </p>
          {account.failure.remedy !== undefined && <p>{account.failure.remedy}</p>}
        </div>
        <span className={ui['row']}>
          <Button look="small" onClick={() => void ask('azure.signIn', { accountId: account.id })}>
            Sign in again
          </Button>
          <Button look="small" onClick={() => setView({ overlay: 'connections' })}>
            Accounts
          </Button>
        </span>
      </section>
    </div>
  )
}

import type { AzureTarget, EnvironmentView, RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { AzureAccess } from '../connections/index.ts'
import { createAzureAccounts, type AzureAccountsOptions } from './azure-accounts.ts'
import type { DrillConnection } from './drill-connection.ts'
import type { Environments } from './environments.ts'
import { refuseOther, refuseWhileActing } from './leaving.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import type { Runs } from './runs.ts'

export interface EnvironmentAzureOptions extends Omit<AzureAccountsOptions, 'onChanged' | 'refuseWhileUsed'> {
  readonly oneAtATime: OneAtATime
  readonly drill: DrillConnection
  readonly runs: Runs
  readonly environments: () => Environments
}

/** What of Azure is in front of an environment, and who looks after it. */
export function createEnvironmentAzure(options: EnvironmentAzureOptions) {
  const { ports, shell, workspace, record, oneAtATime, drill, runs, environments } = options
  const accounts = createAzureAccounts({
    ports,
    shell,
    workspace,
    record,
    refuseWhileUsed(accountId) {
      if (shell.environment()?.azure?.accountId === accountId) refuseWhileActing(runs.current())
    },
    onChanged(accountId) {
      // What is on its way keeps the connection that it began with.
      const opening = oneAtATime(async () => {
        const session = environments().current()
        if (!session) return
        const chosen = session.chosenPrometheus()
        // Whoever was signed out is not read for any more, and whoever signed in again is at once.
        if (chosen && 'url' in chosen && chosen.account === accountId) session.setPrometheus(chosen)
        if (shell.environment()?.azure?.accountId !== accountId) return
        refuseWhileActing(runs.current())
        const { connectionId, context } = session.environment
        environments().showAzure(target(connectionId, context))
        await session.region.open(() => access(connectionId, context))
      })
      opening.catch(() => undefined)
    }
  })

  function target(connectionId: string, context: string): AzureTarget | null {
    if (drill.is(connectionId)) return accounts.drillTarget()
    return workspace.environment(connectionId, context)?.azure ?? null
  }

  async function access(connectionId: string, context: string): Promise<AzureAccess | null> {
    const of = target(connectionId, context)
    return of && accounts.access(of)
  }

  return {
    /** Who can sign in to Azure. */
    accounts,
    /** What is in front of a context of a connection, as it is shown; null where nobody has said. */
    target,
    /** How to sign in there; null where nobody has said. @throws FailureError */
    access,
    /**
     * @throws FailureError `refused` for another profile than the drill's in a drill, and while something is being done; `conflict`
     * when another environment than `of` is open by now.
     */
    set: (of: EnvironmentView, next: RequestInput<'environment.setAzure'>['target']): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        const session = environments().opened()
        refuseOther(shell.updateEnvironment({}), of)
        const { connectionId, context } = session.environment
        if (drill.is(connectionId)) {
          if (next?.profile !== accounts.drillTarget()?.profile)
            throw new FailureError(failureOf('refused', 'The drill has its own Azure.'))
          if (next) accounts.chooseForDrill(next.accountId)
        } else {
          if (next) accounts.requireKept(next.accountId)
          workspace.setAzure(connectionId, context, next)
        }
        environments().showAzure(next)
        await session.region.open(() => access(connectionId, context))
      })
  }
}

export type EnvironmentAzure = ReturnType<typeof createEnvironmentAzure>

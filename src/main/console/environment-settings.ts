import type { EnvironmentView, RequestInput } from '../../contract/index.ts'
import type { Environments } from './environments.ts'
import { refuseOther, refuseWhileActing } from './leaving.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import { otherWay } from './other-way.ts'
import type { Runs } from './runs.ts'
import type { ServiceOnScreen } from './service-on-screen.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface EnvironmentSettingsOptions {
  readonly oneAtATime: OneAtATime
  readonly shell: Shell
  readonly workspace: Workspace
  readonly runs: Runs
  readonly environments: Environments
  readonly service: ServiceOnScreen
}

/** What the operator sets of the environment that is open: what its list shows, and where its numbers are. */
export function createEnvironmentSettings(options: EnvironmentSettingsOptions) {
  const { oneAtATime, shell, workspace, runs, environments, service } = options
  return {
    chooseNamespace: (namespace: string): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        service.close()
        const view = shell.updateEnvironment({ namespace })
        environments.opened().chooseNamespace(namespace)
        environments.remember(view)
      }),
    listEverywhere: (on: boolean): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        service.close()
        environments.opened().listEverywhere(on)
      }),
    /** @throws FailureError `missing` when no environment is open. */
    openedEnvironment: (): EnvironmentView => environments.opened() && shell.updateEnvironment({}),
    /** @throws FailureError `conflict` when another environment than `of` is open by now. */
    setPrometheus: (of: EnvironmentView, target: RequestInput<'environment.setPrometheus'>['target']): Promise<void> =>
      oneAtATime(async () => {
        const session = environments.opened()
        const view = shell.updateEnvironment({})
        refuseOther(view, of)
        session.setPrometheus(await workspace.setPrometheus(view.connectionId, view.context, target))
      }),
    /**
     * Reaches the Prometheus in use by the other way to its Service, and keeps to it.
     * @throws FailureError `missing` where none is known, `refused` for one at an address of its own
     */
    switchPrometheus: (): Promise<void> =>
      oneAtATime(async () => {
        const session = environments.opened()
        const { connectionId, context, prometheus } = shell.updateEnvironment({})
        const other = otherWay(session.chosenPrometheus() ?? prometheus)
        session.setPrometheus(await workspace.setPrometheus(connectionId, context, other))
      })
  }
}

export type EnvironmentSettings = ReturnType<typeof createEnvironmentSettings>

import type { ConnectionView } from '../../contract/index.ts'
import { readKubeconfig, type AzureAccess } from '../connections/index.ts'
import type { createSwitchingClock } from '../lib/clock.ts'
import type { Processes } from '../ports/processes.ts'
import { createDrillSession, type OpenDrill } from './drill-session.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface DrillConnectionOptions {
  readonly processes: Processes
  readonly clock: ReturnType<typeof createSwitchingClock>
  readonly shell: Shell
  readonly workspace: Workspace
  /** Called with the Azure of the drill, null when there is none any more. */
  readonly onAzure: (access: AzureAccess | null) => void
}

/** The drill that runs, as a connection among the others, which lives in its own time and as long as it does. */
export function createDrillConnection({ processes, clock, shell, workspace, onAzure }: DrillConnectionOptions) {
  const drill = createDrillSession(processes, (ended) => shell.set({ failure: ended.failure }))
  let connectionId: string | null = null

  return {
    /** Whether a connection is the drill's. */
    is: (id: string): boolean => id === connectionId,
    /** @throws FailureError when the drill does not get ready */
    start: (speed: number): Promise<OpenDrill> => shell.busy('the drill to start', () => drill.start(speed)),
    /** Lists what was started, and goes by its time. */
    async connect(opened: OpenDrill): Promise<{ readonly connectionId: string; readonly context: string }> {
      const read = forOperator(await readKubeconfig([{ text: opened.kubeconfig }]))
      const { id } = workspace.addPassing({ label: 'drill', ...read })
      connectionId = id
      onAzure(opened.azure)
      clock.follow(opened.clock)
      shell.set({ clock: clock.view(), connections: workspace.list() })
      return { connectionId: id, context: read.currentContext }
    },
    /** Goes by the time of the drill, or by real time. */
    goByItsTime(isDrill: boolean): void {
      clock.follow(isDrill ? drill.clock() : null)
      shell.set({ clock: clock.view() })
    },
    /** @param end ends what is open through its connection, where there is one, before the drill itself ends */
    stop(end: (connectionId: string) => void): void {
      const id = connectionId
      connectionId = null
      onAzure(null)
      if (id !== null) end(id)
      drill.stop()
      if (id !== null) workspace.dropPassing(id)
      clock.follow(null)
      shell.set({ clock: clock.view(), connections: workspace.list() })
    }
  }
}

export type DrillConnection = ReturnType<typeof createDrillConnection>

/** One context for each user: the drill has a second name for its operator, which scripts use. */
function forOperator<T extends Pick<ConnectionView, 'contexts' | 'currentContext'>>(read: T): T {
  const current = read.contexts.find(({ name }) => name === read.currentContext)
  return { ...read, contexts: read.contexts.filter((each) => each === current || each.user !== current?.user) }
}

import type { ConnectionView, EnvironmentView, RequestInput, ServiceRef } from '../../contract/index.ts'
import { asFailure, FailureError, failureOf, saidKind } from '../../contract/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { DrillConnection } from './drill-connection.ts'
import { environmentId, type Environments } from './environments.ts'
import { refuseToLeave, refuseWhileActing } from './leaving.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { createRecordOnScreen } from './record-on-screen.ts'
import type { Runs } from './runs.ts'
import type { ServiceOnScreen } from './service-on-screen.ts'
import type { FeedHub } from './feeds.ts'
import type { Shell } from './shell.ts'
import type { Watches } from './watches.ts'
import type { Workspace } from './workspace.ts'

export interface SessionsOptions {
  readonly practice: ConsolePorts['practice']
  readonly oneAtATime: OneAtATime
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly drill: DrillConnection
  readonly environments: Environments
  readonly runs: Runs
  readonly watches: Watches
  readonly service: ServiceOnScreen
}

/** Which environment and which service are open, and the drill. Everything that opens or closes goes one at a time. */
export function createSessions(options: SessionsOptions) {
  const { practice, oneAtATime, feeds, shell, workspace, record, drill, environments, runs, watches, service } = options
  const recordOnScreen = createRecordOnScreen({ feeds, shell, record })
  /** What the drill took the place of. */
  let before: { readonly view: EnvironmentView; readonly ref: ServiceRef | undefined } | null = null

  function setBefore(next: typeof before): void {
    before = next
    shell.set({ leftForDrill: next && { id: next.view.id, name: next.view.name, kind: next.view.kind } })
  }

  function closeEnvironment(): void {
    service.close()
    environments.leave()
    showUnfinished()
  }

  /** What there is to go on with, where nothing is open, and what was left for what is open now. */
  function showUnfinished(): void {
    const open = shell.environment()
    shell.set({ unfinished: open ? null : record.unfinished(), leftOpen: service.leftOpen(open) })
  }

  /** @param isAgain what is open is opened once more: until that has come about, what is known stays on the screen */
  async function open(input: RequestInput<'environment.open'>, isAgain = false): Promise<EnvironmentView> {
    await workspace.readAgreementsOf(input.connectionId, input.context)
    const ref = isAgain ? service.current()?.ref : undefined
    if (!isAgain) service.close()
    recordOnScreen.close()
    const view = await environments.open(input, isAgain ? service.close : null).finally(showUnfinished)
    watches.resume(environments.opened())
    environments.closeIdle()
    // What a crash or the end of Backout cut off is the first thing to look at: it is read, and proved.
    const { identity } = environments.opened().connection
    const cutOff = record
      .index()
      ?.unsettled(identity)
      .findLast(({ ref: of }) => of !== null)
    const next = ref ?? cutOff?.ref
    if (next) await service.open(next)
    return view
  }

  /** The replaced credentials are stored whether or not they work: why they do not is said where connections are. */
  async function openAgain(view: EnvironmentView, ref: ServiceRef | undefined): Promise<void> {
    const { connectionId, context, name, namespace } = view
    // Another server than the one it was said of counts as production again.
    const saved = workspace.environment(connectionId, context)
    try {
      await open({ connectionId, context, name, ...(saved ? saidKind(saved) : {}), namespace })
      if (ref && !service.current()) await service.open(ref)
    } catch (error) {
      shell.set({ failure: shell.addressed(asFailure(error)) })
    }
  }

  function stopDrillNow(why: string): void {
    drill.stop((connectionId) => endConnection(connectionId, why))
  }

  function endConnection(connectionId: string, why: string): void {
    if (shell.environment()?.connectionId === connectionId) service.close()
    environments.end(why, (id) => id === connectionId)
  }

  return {
    /** A drill stays a drill whatever it is called; anything else lives in real time. */
    openEnvironment: (input: RequestInput<'environment.open'>): Promise<EnvironmentView> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        const isDrill = drill.is(input.connectionId)
        if (!isDrill) setBefore(null)
        drill.goByItsTime(isDrill)
        const isAgain = shell.environment()?.id === environmentId(input)
        return open(isDrill ? { ...input, kind: 'drill' } : input, isAgain)
      }),
    closeEnvironment: (): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        closeEnvironment()
      }),
    startDrill: ({ speed = 1, exercise, seed, leave = false }: RequestInput<'drill.start'>): Promise<EnvironmentView> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        const view = shell.environment()
        if (!leave) refuseToLeave(view, runs.current())
        practice?.choose(exercise, seed)
        const ref = service.current()?.ref
        stopDrillNow('another drill was started')
        const opened = await drill.start(speed)
        if (view && view.kind !== 'drill') setBefore({ view, ref })
        return open({ ...(await drill.connect(opened)), name: 'drill', kind: 'drill' })
      }),
    /** What goes on in the drill ends with the exercise, so that the next one can begin; it may be proved no more. */
    endExercise: (): Promise<void> =>
      oneAtATime(async () => {
        await practice?.end()
        runs.end('the exercise was ended', ({ environment }) => environment.kind === 'drill')
      }),
    stopDrill: (): Promise<void> =>
      oneAtATime(async () => {
        await practice?.end()
        stopDrillNow('the drill was stopped')
      }),
    /** Opens again what the drill took the place of. */
    backFromDrill: (): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        const to = before
        if (!to) throw new FailureError(failureOf('missing', 'Nothing was open before the drill.'))
        await practice?.end()
        stopDrillNow('the drill was left')
        setBefore(null)
        await openAgain(to.view, to.ref)
      }),
    /** For a connection whose credentials are about to go: nothing uses them afterwards. */
    endConnection: (connectionId: string): Promise<void> =>
      oneAtATime(async () => {
        if (shell.environment()?.connectionId === connectionId) refuseWhileActing(runs.current())
        endConnection(connectionId, 'its connection was forgotten')
      }),
    /** The record of an incident, of the last one when left out, without a cluster. */
    openRecord: (firstSeq?: number): Promise<void> => oneAtATime(() => recordOnScreen.open(firstSeq)),
    closeRecord: (): Promise<void> =>
      oneAtATime(async () => {
        recordOnScreen.close()
        showUnfinished()
      }),
    /** At the start, and after anything that may have left nothing open. */
    showUnfinished,
    /**
     * Stores other credentials for a connection. What is open through it is opened again with them; a verification goes
     * on through the connection that it began with.
     */
    replaceConnection: (connectionId: string, store: () => Promise<ConnectionView>): Promise<ConnectionView> =>
      oneAtATime(async () => {
        const view = shell.environment()
        if (view?.connectionId !== connectionId) return store()
        refuseWhileActing(runs.current())
        const ref = service.current()?.ref
        const connection = await store()
        if (connection.contexts.some(({ name }) => name === view.context)) await openAgain(view, ref)
        else closeEnvironment()
        return connection
      }),
    openService: (ref: ServiceRef): Promise<void> => oneAtATime(() => service.open(ref)),
    closeService: (): Promise<void> =>
      oneAtATime(async () => {
        refuseWhileActing(runs.current())
        service.close()
      }),
    /** Ends everything at once, for the end of the program. */
    end(): void {
      closeEnvironment()
      environments.end('Backout was closed', () => true, true)
      stopDrillNow('Backout was closed')
      watches.close()
    }
  }
}

export type Sessions = ReturnType<typeof createSessions>

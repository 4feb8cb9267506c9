import type { ConnectionRequests } from './connection-requests.ts'
import type { EnvironmentSettings } from './environment-settings.ts'
import type { FeedHub } from './feeds.ts'
import { done, type Handlers } from './handlers.ts'
import type { Judging } from './judging.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Saying } from './saying.ts'
import type { ServiceOnScreen } from './service-on-screen.ts'
import type { Sessions } from './sessions.ts'
import { shownRequest } from './shown-request.ts'
import { refuseStrangeMark } from './strange-mark.ts'

export interface ServiceHandlersOptions {
  readonly feeds: FeedHub
  readonly record: RecordKeeper
  readonly connections: ConnectionRequests
  readonly settings: EnvironmentSettings
  readonly sessions: Sessions
  readonly service: ServiceOnScreen
  readonly judging: Judging
  readonly saying: Saying
}

/** The service that is open: what is said, planned, judged and looked at there. */
export function serviceHandlers(options: ServiceHandlersOptions) {
  const { feeds, record, connections, settings, sessions, service, judging, saying } = options
  return {
    'service.open': ({ ref }) => done(sessions.openService(ref)),
    'service.close': () => done(sessions.closeService()),
    'panel.choose': ({ ref, panel, value }) => {
      const view = settings.openedEnvironment()
      const agree = (account: string): Promise<void> => connections.agreeToWriteTo(view, ref, account)
      return done(service.opened().choose(ref, panel, value, agree))
    },
    'standing.mark': async ({ note, ...mark }) => {
      refuseStrangeMark(mark, feeds.value('service'), feeds.value('decision'))
      await record.mark({ ...mark, note: note ?? '' })
      return done(service.opened().refreshStandings())
    },
    'signal.report': (input) => done(saying.report(input)),
    'verdict.decline': (input) => done(saying.decline(input)),
    'plan.prepare': ({ lever, choice, continues }) =>
      done(service.opened().prepare({ lever, choice: choice ?? null, continues: continues ?? null })),
    'plan.step': ({ planId, stepId }) => shownRequest(service.opened().requestOf(planId, stepId)),
    'command.judge': ({ text }) => judging.judge(text),
    'commands.quick': () => judging.quick(),

    'output.look': () => done(service.opened().output.look()),
    'output.follow': ({ on }) => {
      service.opened().output.follow(on)
      return null
    },
    'output.keep': () => done(service.opened().output.keep()),
    // Nobody looks any more; no service may be open by now.
    'output.leave': () => {
      service.current()?.output.leave()
      return null
    },
    'changes.look': () => done(service.opened().changes.look()),
    'changes.leave': () => {
      service.current()?.changes.leave()
      return null
    },
    'charts.look': ({ windowSeconds }) => {
      service.opened().charts.look(windowSeconds)
      return null
    },
    'charts.leave': () => {
      service.current()?.charts.leave()
      return null
    }
  } satisfies Partial<Handlers>
}

import { metricsAddress } from '../connections/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { ConnectionRequests } from './connection-requests.ts'
import type { EnvironmentAzure } from './environment-azure.ts'
import type { EnvironmentSettings } from './environment-settings.ts'
import { done, type Handlers } from './handlers.ts'
import type { Sessions } from './sessions.ts'
import type { Shell } from './shell.ts'

export interface EnvironmentHandlersOptions {
  readonly ports: Pick<ConsolePorts, 'secrets' | 'practice' | 'dialogs'>
  readonly shell: Shell
  readonly connections: ConnectionRequests
  readonly sessions: Sessions
  readonly settings: EnvironmentSettings
  readonly azure: EnvironmentAzure
}

/** Connections, what is opened through them, and the drill. */
export function environmentHandlers(options: EnvironmentHandlersOptions) {
  const { ports, shell, connections, sessions, settings, azure } = options
  return {
    'keychain.probe': () => done(ports.secrets.probe()),
    'connection.importDefault': (input) => connections.importDefault(input),
    'connection.importFile': (input) => connections.importFile(input),
    'connection.importText': (input) => connections.importText(input),
    'connection.test': (input) => connections.test(input),
    'connection.approveExec': (input) => done(connections.approveExec(input)),
    'connection.approveProxy': (input) => done(connections.approveProxy(input)),
    'connection.forget': ({ connectionId }) => done(connections.forget(connectionId)),

    'drill.start': (input) => sessions.startDrill(input),
    'drill.stop': () => done(sessions.stopDrill()),
    'drill.back': () => done(sessions.backFromDrill()),
    'practice.hint': () => {
      ports.practice?.hint()
      return null
    },
    'practice.end': () => done(sessions.endExercise()),
    'practice.putAway': () => {
      ports.practice?.putAway()
      return null
    },
    'environment.open': async (input) => {
      await connections.agreeToOpen(input)
      return connections.connecting(() => sessions.openEnvironment(input))
    },
    'environment.close': () => done(sessions.closeEnvironment()),
    'environment.stopWaiting': () => {
      shell.stopWaiting()
      return null
    },
    'question.show': () => {
      ports.dialogs.bringToFront?.()
      return null
    },
    'environment.chooseNamespace': ({ namespace }) => done(settings.chooseNamespace(namespace)),
    'environment.listEverywhere': ({ on }) => done(settings.listEverywhere(on)),
    'environment.setPrometheus': async ({ target }) => {
      const view = settings.openedEnvironment()
      const chosen = target !== null && 'url' in target ? { ...target, url: metricsAddress(target.url) } : target
      await connections.agreeToMeasure(view, chosen)
      if (chosen !== null && 'url' in chosen && chosen.account !== undefined)
        await azure.accounts.letMeasure(chosen.account, chosen.url)
      await settings.setPrometheus(view, chosen)
      return null
    },
    'environment.switchPrometheus': () => done(settings.switchPrometheus()),
    'azure.add': (input) => azure.accounts.add(input),
    'azure.signIn': (input) => done(azure.accounts.signInAgain(input)),
    'azure.signOut': (input) => done(azure.accounts.signOut(input)),
    'azure.stop': () => {
      azure.accounts.stop()
      return null
    },
    'azure.findProfile': (input) =>
      shell.stoppable('Azure to say which profiles there are', (abort) => azure.accounts.findProfile(input, abort)),
    'environment.setAzure': async ({ target }) => {
      const view = settings.openedEnvironment()
      await connections.agreeToLead(view, target)
      return done(azure.set(view, target))
    }
  } satisfies Partial<Handlers>
}

import type { FeedMessage } from '../../contract/index.ts'

/** What the window shows before the console has loaded: that it is starting. The console's own first message follows it. */
export function firstShell(facts: {
  readonly version: string
  readonly operator: string
  readonly sandboxed: boolean
  readonly now: Date
}): FeedMessage {
  const at = facts.now.toISOString()
  return {
    feed: 'shell',
    revision: 0,
    value: {
      version: facts.version,
      clock: { simulatedAt: at, realAt: at, speed: 1 },
      keychain: { state: 'checking' },
      connections: [],
      defaultKubeconfig: null,
      environment: null,
      links: [],
      busy: { text: 'Backout to start', sinceAt: at, canStop: false },
      signIn: null,
      azureAccounts: [],
      azureSignIn: null,
      approving: null,
      asking: null,
      failure: null,
      record: null,
      runsElsewhere: [],
      recentRuns: [],
      leftForDrill: null,
      leftOpen: null,
      unfinished: null,
      startedAgain: null,
      operator: facts.operator,
      sandboxed: facts.sandboxed,
      preferences: { theme: 'system', panes: {}, alarmSound: false }
    }
  }
}

import type { FeedMessage } from '../../contract/index.ts'
import { initialShell } from '../../contract/initial-shell.ts'

/** What the window shows before the console has loaded: that it is starting. The console's own first message follows it. */
export function firstShell(facts: {
  readonly version: string
  readonly operator: string
  readonly sandboxed: boolean
  readonly now: Date
}): FeedMessage {
  const at = facts.now.toISOString()
  const begun = initialShell({
    version: facts.version,
    clock: { simulatedAt: at, realAt: at, speed: 1 },
    keychain: { state: 'checking' },
    connections: [],
    operator: facts.operator,
    sandboxed: facts.sandboxed,
    preferences: { theme: 'system', panes: {}, alarmSound: false }
  })
  return {
    feed: 'shell',
    revision: 0,
    value: { ...begun, busy: { text: 'Backout to start', sinceAt: at, canStop: false } }
  }
}

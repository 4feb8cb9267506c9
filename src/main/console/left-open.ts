import { asksForChange, type EnvironmentView, type LeftOpen, type ServiceRef } from '../../contract/index.ts'
import type { FeedHub } from './feeds.ts'
import { isSame } from './service-ref-in.ts'

/** The real service that asked for action as it was left for another cluster. */
export interface LeftOpenKeeper {
  /** The service on the screen is being closed. */
  leave(ref: ServiceRef, environment: EnvironmentView, at: Date): void
  /** A service is opened: what is looked at again is not left any more. */
  enter(ref: ServiceRef, environment: EnvironmentView): void
  /** What to remind of on the screen of an environment; null where it stands in that environment's own list. */
  seenFrom(environment: EnvironmentView | null): LeftOpen | null
}

/** Remembers the last one. What is still being proved is told of anyhow, and what is known of a drill ends with it. */
export function createLeftOpen(feeds: Pick<FeedHub, 'value'>): LeftOpenKeeper {
  let left: LeftOpen | null = null
  return {
    leave(ref, { id, name, kind }, at) {
      const verdict = feeds.value('verdict')
      const run = feeds.value('run')
      const isToldOf = run !== null && run.state !== 'settled'
      if (kind === 'drill' || isToldOf || verdict === null || !asksForChange(verdict.level)) return
      left = { ref, environment: { id, name, kind }, lead: verdict.lead, at: at.toISOString() }
    },
    enter(ref, { id }) {
      if (left?.environment.id === id && isSame(left.ref, ref)) left = null
    },
    seenFrom: (environment) =>
      environment === null || environment.kind === 'drill' || environment.id === left?.environment.id ? null : left
  }
}

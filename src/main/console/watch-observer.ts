import { type ServiceRef, type ServiceView, type Verdict } from '../../contract/index.ts'
import { limitsOf, type EarlierVerdict, type Matrix } from '../decision/index.ts'
import { pollMoreSignals, watchService } from '../status/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { judgeUpdate } from './judge-update.ts'
import { podsSeen } from './pods-seen.ts'

/** What is known of a service that is not on the screen; nulls before it was read. */
export interface WatchObserver {
  readonly view: () => ServiceView | null
  readonly verdict: () => Verdict | null
  readonly close: () => void
}

/** Follows and judges a service beside the screen, as the screen would. */
export function observeService(session: EnvironmentSession, ref: ServiceRef, matrix: Matrix): WatchObserver {
  const closing = new AbortController()
  const { connection, clock } = session
  const limits = limitsOf(matrix)
  let view: ServiceView | null = null
  let verdict: Verdict | null = null
  let earlier: EarlierVerdict | null = null
  let pods: readonly KubeObject[] | null = null
  const more = pollMoreSignals({
    namespace: ref.namespace,
    pods: () => pods,
    isMemoryJudged: matrix.rows.some(({ signal }) => signal === 'memoryLeft'),
    business: matrix.business,
    prometheus: () => session.prometheus(),
    clock,
    abort: closing.signal,
    onChange: () => undefined
  })
  watchService(
    { connection, ref, metrics: () => session.metrics(), limits, clock, abort: closing.signal },
    (update) => {
      pods = podsSeen(update)
      const signals = [...update.view.signals, ...more()]
      // When a row fires, the watch asks how new the reading is that it rests on.
      view = { ...update.view, signals }
      verdict = judgeUpdate(update, { ref, session, matrix, signals, previous: earlier })
      if (verdict.isComplete || verdict.decideBy !== null) earlier = verdict
    }
  )
  return { view: () => view, verdict: () => verdict, close: () => closing.abort() }
}

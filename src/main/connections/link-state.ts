import type { Failure, LinkView } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import { createSharedRetry, type NextTry, type SharedRetry } from './shared-retry.ts'

/** Collects what requests say about one link and reports it: each change of state at once, the rest at most twice a second. */
export interface LinkState {
  answered(at: string): void
  /** A request failed by the link's fault, and is not sent again. */
  failed(failure: Failure): void
  /** A request failed by the link's fault; answers when it is tried again, `leastMs` (real) from now or later, with all others. */
  retried(failure: Failure, leastMs: number): NextTry & { readonly sinceAt: string }
  /** Resolves after `waitMs` (real), or as soon as the link has answered; also when `abort` ends it. */
  wait: SharedRetry['wait']
  onPlan: SharedRetry['onPlan']
  skew(ms: number): void
  view(): LinkView
  close(): void
}

const quietMs = 500

export function createLinkState(id: LinkView['id'], clock: Clock, onLink: (link: LinkView) => void): LinkState {
  const retry = createSharedRetry(clock)
  let view: LinkView = { id, state: 'connecting' }
  /** Of the first failure after the last answer. */
  let failedAt: string | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const publish = (next: LinkView): void => {
    if (closed) return
    const changed =
      next.state !== view.state || next.failure?.message !== view.failure?.message || next.nextTryAt !== view.nextTryAt
    view = next
    if (changed) {
      clearTimeout(timer)
      timer = undefined
      onLink(view)
    } else
      timer ??= setTimeout(() => {
        timer = undefined
        onLink(view)
      }, quietMs)
  }
  const failed = (failure: Failure): void => {
    failedAt ??= clock.now().toISOString()
    const { nextTryAt: _nextTryAt, ...rest } = view
    const nextTryAt = retry.planned()
    publish({ ...rest, state: 'failing', failure, ...(nextTryAt === undefined ? {} : { nextTryAt }) })
  }
  return {
    answered: (at) => {
      failedAt = undefined
      retry.answered()
      const { failure: _failure, nextTryAt: _nextTryAt, ...rest } = view
      publish({ ...rest, state: 'ok', lastOkAt: at })
    },
    failed,
    retried(failure, leastMs) {
      const next = retry.plan(leastMs)
      failed(failure)
      // It was lost some time after it last answered; what failed first may have waited long for that.
      return { ...next, sinceAt: view.lastOkAt ?? failedAt ?? clock.now().toISOString() }
    },
    wait: (waitMs, abort) => retry.wait(waitMs, abort),
    onPlan: (listener, abort) => retry.onPlan(listener, abort),
    skew: (skewMs) => publish({ ...view, skewMs }),
    view: () => view,
    close: () => {
      closed = true
      clearTimeout(timer)
    }
  }
}

import type { Failure, LinkView } from '../../contract/index.ts'

/** Collects what requests say about one link and reports it: each change of state at once, the rest at most twice a second. */
export interface LinkState {
  answered(at: string): void
  failed(failure: Failure, nextTryAt?: string): void
  skew(ms: number): void
  view(): LinkView
  close(): void
}

const quietMs = 500

export function createLinkState(id: LinkView['id'], onLink: (link: LinkView) => void): LinkState {
  let view: LinkView = { id, state: 'connecting' }
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const publish = (next: LinkView): void => {
    if (closed) return
    const changed = next.state !== view.state || next.failure?.message !== view.failure?.message
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
  return {
    answered: (at) => {
      const { failure: _failure, nextTryAt: _nextTryAt, ...rest } = view
      publish({ ...rest, state: 'ok', lastOkAt: at })
    },
    failed: (failure, nextTryAt) => {
      const { nextTryAt: _nextTryAt, ...rest } = view
      publish({ ...rest, state: 'failing', failure, ...(nextTryAt === undefined ? {} : { nextTryAt }) })
    },
    skew: (skewMs) => publish({ ...view, skewMs }),
    view: () => view,
    close: () => {
      closed = true
      clearTimeout(timer)
    }
  }
}

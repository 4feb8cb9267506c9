import { asFailure, lastValue, type EverywhereView, type Observed } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeReader } from '../ports/kube.ts'
import { repeat, sourcePollMs } from './cadence.ts'
import { findNamespaces } from './find-namespaces.ts'
import type { NamespaceFollowers } from './namespace-followers.ts'
import { namespaceOrder } from './namespace-order.ts'
import { whyNotTogether } from './why-not-together.ts'

/** What is asked again after so many real milliseconds: rights and namespaces change seldom, and each is a request. */
const askAgainMs = { failed: 5_000, together: 60_000, apart: 300_000 } as const

/** How the namespaces are followed, and what is not. `unasked` while the server does not say how they may be. */
export interface EverywhereScope extends Pick<EverywhereView, 'how' | 'why' | 'unread' | 'leftOut'> {
  readonly unasked: Extract<Observed<never>, { readonly state: 'unreachable' }> | null
}

export interface FollowScopeOptions {
  readonly reader: Pick<KubeReader, 'raw'>
  readonly clock: Clock
  /** The namespace that was chosen, empty when none was. */
  readonly home: string
  readonly names: () => Observed<readonly string[]>
  readonly followers: NamespaceFollowers
  readonly onChange: () => void
  readonly abort: AbortSignal
}

/** Finds out how the namespaces may be followed, and has them followed so, until `abort`; answers what is known now. */
export function followScope(options: FollowScopeOptions): () => EverywhereScope {
  const { reader, clock, home, names, followers, onChange, abort } = options
  let scope: EverywhereScope = { how: 'asking', why: '', unread: [], leftOut: [], unasked: null }
  let askInMs: number = askAgainMs.together
  void repeat(ask, () => askInMs, abort)

  async function ask(): Promise<void> {
    askInMs = askAgainMs.together
    if (scope.how === 'cluster' && followers.together()?.deployments.state !== 'forbidden') return
    try {
      const why = await whyNotTogether(reader, abort)
      if (why === '') {
        scope = { how: 'cluster', why, unread: [], leftOut: [], unasked: null }
        followers.only([''])
      } else await apart(why)
    } catch (error) {
      askInMs = askAgainMs.failed
      // The watch of the namespaces knows since when the link is lost, and when it is tried again.
      const lost = names()
      const { sinceAt, nextTryAt } =
        lost.state === 'unreachable' ? lost : { sinceAt: scope.unasked?.sinceAt ?? clock.now().toISOString() }
      const again = nextTryAt === undefined ? {} : { nextTryAt }
      scope = { ...scope, unasked: { state: 'unreachable', failure: asFailure(error), sinceAt, ...again } }
    }
    if (!abort.aborted) onChange()
  }

  async function apart(why: string): Promise<void> {
    const listed = names()
    if (listed.state === 'loading') {
      askInMs = sourcePollMs
      return
    }
    const known = lastValue(listed) ?? []
    const isAlone = known.length === 0 && home !== ''
    const { watched, unread, leftOut } = await findNamespaces(
      reader,
      namespaceOrder(isAlone ? [home] : known, home),
      abort
    )
    if (abort.aborted) return
    const alone = isAlone ? ` Namespaces may not be listed, so that this is ${home} alone.` : ''
    scope = { how: 'apart', why: `${why}${alone}`, unread, leftOut, unasked: null }
    askInMs = askAgainMs.apart
    followers.only(watched)
  }

  return () => scope
}

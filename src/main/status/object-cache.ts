import type { Failure, Observed } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { KubeObject, WatchEvent } from '../ports/kube.ts'

/** The objects of one watch, and whether they can be believed. Their age is that of what the server last confirmed. */
export interface ObjectCache {
  take(event: WatchEvent): void
  observed(): Observed<readonly KubeObject[]>
}

/** `awaiting` names what is read. */
export function createObjectCache(awaiting: string, now: () => string): ObjectCache {
  const startedAt = now()
  const objects = new Map<string, KubeObject>()
  let seenAt: string | undefined
  let failing:
    | { readonly failure: Failure; readonly sinceAt: string; readonly nextTryAt: string; readonly at: string }
    | undefined
  /** Put together when somebody looks: a watch may bring thousands of changes between two looks. */
  let listed: readonly KubeObject[] | undefined

  const keyOf = ({ metadata }: KubeObject): string => metadata.uid || `${metadata.namespace ?? ''}/${metadata.name}`

  return {
    take(event) {
      if (event.type === 'failing') {
        const { sinceAt, nextTryAt } = event
        failing = { failure: asFailure(event.error), sinceAt, nextTryAt, at: now() }
        return
      }
      failing = undefined
      if (event.type === 'resumed') return
      seenAt = event.at
      if (event.type === 'alive') return
      if (event.type === 'sync') {
        objects.clear()
        for (const object of event.items) objects.set(keyOf(object), object)
      } else if (event.type === 'DELETED') objects.delete(keyOf(event.object))
      else objects.set(keyOf(event.object), event.object)
      listed = undefined
    },
    observed() {
      const items = (listed ??= [...objects.values()])
      if (failing?.failure.code === 'forbidden')
        return { state: 'forbidden', failure: failing.failure, observedAt: failing.at }
      if (failing?.failure.code === 'notFound')
        return { state: 'absent', reason: failing.failure.message, observedAt: failing.at }
      if (failing) {
        const { failure, sinceAt, nextTryAt } = failing
        const last = seenAt === undefined ? {} : { last: { value: items, observedAt: seenAt } }
        return { state: 'unreachable', failure, sinceAt, nextTryAt, ...last }
      }
      if (seenAt === undefined) return { state: 'loading', awaiting, sinceAt: startedAt }
      return { state: 'value', value: items, observedAt: seenAt }
    }
  }
}

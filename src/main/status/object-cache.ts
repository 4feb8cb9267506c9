import type { Failure, Observed } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import type { KubeObject, WatchEvent } from '../ports/kube.ts'
import { leftOutOf } from '../lib/left-out.ts'

/** The objects of one watch, and whether they can be believed. Their age is that of what the server last confirmed. */
export interface ObjectCache {
  take(event: WatchEvent): void
  observed(): Observed<readonly KubeObject[]>
}

/** `awaiting` names what is read. */
export function createObjectCache(awaiting: string, now: () => string): ObjectCache {
  const startedAt = now()
  const objects = new Map<string, KubeObject>()
  /** What is wrong with those that cannot be used, by their key. */
  const spoiled = new Map<string, string>()
  /** The last that there was to see before the only objects were spoiled. */
  let before: {
    readonly value: readonly KubeObject[]
    readonly observedAt: string
    readonly spoiledAt: string
  } | null = null
  let seenAt: string | undefined
  let failing:
    | { readonly failure: Failure; readonly sinceAt: string; readonly nextTryAt: string; readonly at: string }
    | undefined
  /** Put together when somebody looks: a watch may bring thousands of changes between two looks. */
  let listed: readonly KubeObject[] | undefined

  /** Within one kind; an object that is spoiled may have nothing else that can be read. */
  const keyOf = ({ namespace = '', name }: { readonly namespace?: string; readonly name: string }): string =>
    `${namespace}/${name}`

  function replace(event: Extract<WatchEvent, { readonly type: 'sync' }>): void {
    objects.clear()
    spoiled.clear()
    before = null
    for (const object of event.items) objects.set(keyOf(object.metadata), object)
    // Items that have no name are as many as they are.
    for (const [index, { namespace, name, problem }] of (event.spoiled ?? []).entries())
      spoiled.set(name === '' ? `${index}` : keyOf({ namespace, name }), problem)
  }

  function spoil({ spoiled: { problem, ...named } }: Extract<WatchEvent, { readonly type: 'spoiled' }>): void {
    const key = keyOf(named)
    if (objects.size === 1 && objects.has(key))
      before = { value: [...objects.values()], observedAt: seenAt ?? now(), spoiledAt: now() }
    objects.delete(key)
    spoiled.set(key, problem)
  }

  function lastOf(items: readonly KubeObject[]): {
    readonly last?: { value: readonly KubeObject[]; observedAt: string }
  } {
    if (items.length === 0 && spoiled.size > 0)
      return before ? { last: { value: before.value, observedAt: before.observedAt } } : {}
    return seenAt === undefined ? {} : { last: { value: items, observedAt: seenAt } }
  }

  return {
    take(event) {
      if (event.type === 'failing') {
        const { sinceAt, nextTryAt } = event
        failing = { failure: asFailure(event.error), sinceAt, nextTryAt, at: now() }
        return
      }
      failing = undefined
      if (event.type === 'resumed') return
      if (event.type === 'spoiled') spoil(event)
      else if (event.type === 'sync') replace(event)
      else if (event.type === 'DELETED') objects.delete(keyOf(event.object.metadata))
      else if (event.type !== 'alive') objects.set(keyOf(event.object.metadata), event.object)
      if ('object' in event) spoiled.delete(keyOf(event.object.metadata))
      seenAt = event.at
      if (event.type !== 'alive') listed = undefined
    },
    observed() {
      const items = (listed ??= [...objects.values()])
      if (failing?.failure.code === 'forbidden')
        return { state: 'forbidden', failure: failing.failure, observedAt: failing.at }
      if (failing?.failure.code === 'notFound')
        return { state: 'absent', reason: failing.failure.message, observedAt: failing.at }
      if (failing) {
        const { failure, sinceAt, nextTryAt } = failing
        return { state: 'unreachable', failure, sinceAt, nextTryAt, ...lastOf(items) }
      }
      if (seenAt === undefined) return { state: 'loading', awaiting, sinceAt: startedAt }
      if (spoiled.size === 0) return { state: 'value', value: items, observedAt: seenAt }
      if (items.length > 0)
        return { state: 'value', value: items, observedAt: seenAt, leftOut: leftOutOf(spoiled.values(), spoiled.size) }
      const failure = failureOf('server', `Of ${awaiting} nothing can be used: ${[...spoiled.values()][0] ?? ''}.`)
      return { state: 'unreachable', failure, sinceAt: before?.spoiledAt ?? seenAt, ...lastOf(items) }
    }
  }
}

import * as z from 'zod/mini'
import type { StepId, Target } from '../../../contract/index.ts'
import { failureOf, targetName } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { objectAt, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Look, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'
import type { DoStep } from '../../ports/step.ts'
import { managerOf } from '../../providers/kubernetes/field-manager.ts'
import { writtenByAt } from '../../providers/kubernetes/managed-fields.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { valueAt } from '../../providers/kubernetes/patch-tests.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { objectTarget, targetPath } from '../../providers/kubernetes/target-path.ts'
import { conclude, isWritten, otherDestinations, otherValues, undoneRoute, writer } from './conclude.ts'
import { jsonDigest, routeFacts, type RouteFacts } from './facts.ts'
import { patchLine, readingLine, routeRequest, uidOf, type RouteIdentity, type KnownWrite } from './patch.ts'

const id = 'route-weights'

/** Sets the weights of a VirtualService or an HTTPRoute, all in one patch that its destinations and values guard. */
export const routeWeights: Action<RouteFacts> = {
  id,
  version: 1,
  facts: routeFacts,

  async look(step, place, { abort }) {
    const { facts, sends, target } = step
    const object = await readObject(place.reader, targetPath(target), {
      abort,
      command: readingLine(target, facts.context)
    })
    const what = `${facts.kind} ${targetName(target)}`
    if (object === null || object.metadata.uid !== uidOf(target))
      return changed(`${what} was deleted or replaced after the plan was made`, ['/metadata/uid'])
    if (object.metadata.deletionTimestamp !== undefined)
      return changed(`${what} is being deleted since ${utcDated(object.metadata.deletionTimestamp)}`, [
        '/metadata/deletionTimestamp'
      ])
    const moved = otherDestinations(facts, object)
    if (moved.length > 0)
      return changed(`The routes of ${what} changed after the plan was made${writer(object)}`, moved)
    if (isWritten(facts, object))
      return { kind: 'already', since: null, text: `Nothing to send: ${what} is so already` }
    const unmet = otherValues(facts, object)
    if (unmet.length > 0)
      return changed(`The weights of ${what} changed after the plan was made${writer(object)}`, unmet)
    const before = preImage(facts, object)
    if (sends.kind === 'fixed') return { kind: 'ready', request: sends.request, before }
    const writes = bounds.parse(sends.bounds).writes.map((write) => ({ ...write, from: memberAt(object, write.path) }))
    const identities = facts.identities.map(({ path }) => ({ path, is: memberAt(object, path) }))
    return { kind: 'ready', request: routeRequest(target, identities, writes), before }
  },

  async read({ target, facts }, place, abort, logged): Promise<Seen> {
    const command = logged ? { command: readingLine(target, facts.context) } : {}
    const object = await readObject(place.reader, targetPath(target), { abort, ...command })
    return { object, facts: object && objectFacts(object) }
  },

  conclude: (mutation, seen) => conclude(mutation, objectIn(seen)),

  undoneIn: (mutation, seen) => undoneRoute(mutation, objectIn(seen)),

  writtenAt({ request }, seen) {
    const object = objectIn(seen)
    return object && writtenByAt(object, managerOf(request))
  },

  outcome({ target, request, facts }, response, before, place) {
    const sent = { kind: facts.kind, target, path: request.path }
    return patchOutcome(response, sent, stringAt(before, 'resourceVersion') || null, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),

  undo({ facts, target }, before) {
    const values = objectAt(before, 'values')
    const digests = objectAt(before, 'digests')
    if (facts.writes.some(({ path }) => digests[path] !== jsonDigest(values[path])))
      return { none: 'The record does not say how it was: what looks like a credential is left out of it.' }
    const title = `Put ${facts.kind} ${targetName(target)} back as it was`
    const back = facts.writes.map(({ path, to }) => ({ path, from: to, to: jsonDigest(values[path]) }))
    const writes = facts.writes.map(({ path }) => ({ path, to: values[path] }))
    return stepOf(target, { ...facts, writes: back }, [], writes, { id: 'back', title, weights: 'whatever' })
  }
}

/** What every member of the family of requests writes. */
const bounds = z.strictObject({ writes: z.array(z.strictObject({ path: z.string(), to: z.unknown() })) })

export interface RouteStep {
  readonly id: StepId
  readonly title: string
  readonly after?: DoStep['after']
  readonly onFailure?: DoStep['onFailure']
  /**
   * `asRead` goes only where every value is as it was planned for, and shows the request. `whatever` sets the values
   * whatever the weights are at its turn, as where a controller moves them; the destinations have to be those all the same.
   */
  readonly weights: 'asRead' | 'whatever'
}

/** A step of a plan that makes an edit of a route. */
export function routeWeightsStep(
  place: Pick<ReadPlace, 'identity' | 'context'>,
  { object, resource, identities, writes }: RouteEdit,
  step: RouteStep
): DoStep<RouteFacts> {
  const is = (path: string): RouteIdentity => ({ path, is: memberAt(object, path) })
  const known = writes.map((write): KnownWrite => {
    return step.weights === 'asRead' ? { ...write, from: memberAt(object, write.path) } : write
  })
  const facts: RouteFacts = {
    kind: object.kind,
    context: place.context,
    identities: identities.map((path) => ({ path, is: jsonDigest(memberAt(object, path)) })),
    writes: known.map(({ path, from, to }) => ({
      path,
      ...(from === undefined ? {} : { from: jsonDigest(from) }),
      to: jsonDigest(to)
    }))
  }
  return stepOf(objectTarget(place, resource, object), facts, identities.map(is), known, step)
}

function stepOf(
  target: Target,
  facts: RouteFacts,
  identities: readonly RouteIdentity[],
  writes: readonly KnownWrite[],
  { weights, after = [], onFailure = 'stop', ...words }: RouteStep
): DoStep<RouteFacts> {
  const request = routeRequest(target, identities, writes)
  const isFixed = weights === 'asRead'
  const says = 'Sets these values, whatever they are by then'
  const family = { kind: 'family' as const, says, bounds: { writes: writes.map(({ path, to }) => ({ path, to })) } }
  return {
    ...words,
    kind: 'do',
    action: id,
    target,
    facts,
    sends: isFixed ? { kind: 'fixed', request } : family,
    command: patchLine(target, facts.context, request.body ?? ''),
    fidelity: isFixed ? 'exact' : 'stronger',
    expectedMs: 500,
    reversible: 'yes',
    after,
    onFailure
  }
}

/** Only `read` above makes what is concluded from. */
function objectIn({ object }: Seen): KubeObject | null {
  return object as KubeObject | null
}

function memberAt(object: unknown, path: string): unknown {
  return valueAt(object, path) ?? null
}

/** The values that are replaced, by their pointers, and which version of the object had them. */
function preImage({ writes }: RouteFacts, object: KubeObject): Readonly<Record<string, unknown>> {
  const entries = writes.map(({ path }) => [path, memberAt(object, path)] as const)
  const digests = entries.map(([path, value]) => [path, jsonDigest(value)] as const)
  return { ...objectFacts(object), values: Object.fromEntries(entries), digests: Object.fromEntries(digests) }
}

function changed(text: string, unmet: readonly string[]): Look {
  const remedy = 'Plan again: what is there now decides.'
  return { kind: 'changed', unmet, failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy }) }
}

import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod/mini'
import { FailureError, failureOf, type Failure, type WireRequest } from '../../../../contract/index.ts'
import { stringAt } from '../../../lib/json-access.ts'
import { parsedJson } from '../../../lib/parsed-json.ts'
import type { Action, Conclusion, Mutation, Seen, StepOutcome } from '../../../ports/action.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { ReadPlace } from '../../../ports/place.ts'
import type { DoStep } from '../../../ports/step.ts'
import { operationPath, positionOf, switchPath, switchTarget, versionOf } from './switches.ts'

const switchFacts = z.strictObject({ name: z.string(), from: z.string(), to: z.string() })
export type SwitchFacts = z.infer<typeof switchFacts>

const remedy = 'Plan again.'

/** Puts a switch into a position. Off is owed to be put on again. */
export const setSwitch: Action<SwitchFacts> = {
  id: 'set-switch',
  version: 1,
  facts: switchFacts,

  async look({ facts, sends, target }, { reader }, { abort }) {
    const object = await reader.get(switchPath(facts.name), { abort })
    const position = positionOf(object)
    if (position === facts.to) return { kind: 'already', since: null, text: `${facts.name} is ${facts.to} already` }
    const isSame = target.api === 'kubernetes' && object.metadata.uid === target.uid
    if (!isSame || position !== facts.from) return changed(facts)
    const before = { position, resourceVersion: versionOf(object) }
    if (sends.kind === 'family') return { kind: 'ready', request: requestFor(facts, before.resourceVersion), before }
    return sends.request.body?.includes(`"${before.resourceVersion}"`) === true
      ? { kind: 'ready', request: sends.request, before }
      : changed(facts)
  },

  async read({ facts }, { reader }, abort): Promise<Seen> {
    const object = await reader.get(switchPath(facts.name), { abort }).catch((error: unknown) => {
      if (error instanceof FailureError && error.failure.code === 'notFound') return null
      throw error
    })
    return { object, facts: object && { resourceVersion: versionOf(object) } }
  },

  conclude,
  writtenAt: () => null,

  outcome({ facts }, { status, body }): StepOutcome {
    const answer = parsedJson(body)
    const kind = stringAt(answer, 'kind')
    if (status < 300 && kind === 'Switch') return { outcome: 'succeeded' }
    if (status === 409) return { outcome: 'conflict', failure: overtaken(facts) }
    const failure = failureOf(status === 403 ? 'forbidden' : 'server', stringAt(answer, 'message'), { remedy })
    return { outcome: kind === 'Status' && status < 500 ? 'failed' : 'unknown', failure }
  },

  factsOf: (body) => ({ resourceVersion: versionOf(parsedJson(body)) }),

  async follow(mutation, { headers }, place, abort) {
    for (;;) {
      const state = await operationState(headers['location'] ?? '', place, abort)
      if (state === 'Failed') return { outcome: 'failed', failure: failureOf('server', 'It was not done.', { remedy }) }
      if (state === 'Succeeded') {
        const seen = conclude(mutation, await setSwitch.read(mutation, place, abort, true))
        return seen.kind === 'applied' ? { outcome: 'succeeded' } : { outcome: 'unknown' }
      }
      await delay(20, undefined, { signal: abort })
    }
  },

  undo({ facts: { name, from, to }, target }, before) {
    return {
      ...switchStep({ name, from: to, to: from, target, version: null }),
      id: `back-${name}-${versionOf({ metadata: before })}`
    }
  },

  debts: ({ facts: { name, to } }) =>
    to === 'off' ? [{ id: debtOf(name), text: `Put ${name} on again`, command: `toy set ${name} on` }] : [],
  settles: ({ facts: { name, to } }) => (to === 'on' ? [debtOf(name)] : [])
}

interface Wanted extends SwitchFacts {
  readonly target: DoStep['target']
  /** The version that the request may replace; null where that is only known at its turn. */
  readonly version: string | null
}

/** A step of a plan that puts a switch. */
export function switchStep({ target, version, ...facts }: Wanted): DoStep<SwitchFacts> {
  const { name, to } = facts
  return {
    kind: 'do',
    id: `set-${name}`,
    title: `Put ${name} ${to}`,
    action: setSwitch.id,
    target,
    facts,
    sends:
      version === null
        ? { kind: 'family', says: `Puts ${name} ${to}, whatever its version`, bounds: { position: to } }
        : { kind: 'fixed', request: requestFor(facts, version) },
    command: `toy set ${name} ${to}`,
    fidelity: 'exact',
    expectedMs: 100,
    reversible: 'yes',
    after: [],
    onFailure: 'stop'
  }
}

/** The step for a switch as it was read. */
export function stepFor(object: KubeObject, to: string, cluster: string, isFixed: boolean): DoStep<SwitchFacts> {
  const { name } = object.metadata
  const version = isFixed ? versionOf(object) : null
  return switchStep({ name, from: positionOf(object), to, target: switchTarget(cluster, object), version })
}

function requestFor({ name, to }: SwitchFacts, resourceVersion: string): WireRequest {
  return {
    method: 'PATCH',
    path: switchPath(name),
    query: { fieldManager: 'backout' },
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ metadata: { resourceVersion }, spec: { position: to } })
  }
}

function conclude({ facts, request }: Mutation<SwitchFacts>, { object }: Seen): Conclusion {
  const { name, to } = facts
  if (object === null) return { kind: 'gone', text: `${name} is gone`, failure: overtaken(facts) }
  if (positionOf(object) === to) return { kind: 'applied', text: `${name} is ${to}` }
  if (request.body?.includes(`"${versionOf(object)}"`) === true)
    return { kind: 'asBefore', text: `${name} is as before` }
  return { kind: 'overtaken', text: `Someone else changed ${name}`, failure: overtaken(facts) }
}

function changed(facts: SwitchFacts) {
  return { kind: 'changed' as const, unmet: ['/spec/position'], failure: overtaken(facts) }
}

function overtaken({ name }: SwitchFacts): Failure {
  return failureOf('conflict', `${name} was changed by someone else.`, { remedy })
}

async function operationState(location: string, { reader }: ReadPlace, abort: AbortSignal): Promise<string> {
  const operation = await reader.get(operationPath(location.split('/').at(-1) ?? ''), { abort })
  return stringAt(operation, 'state')
}

function debtOf(name: string): string {
  return `switch ${name} off`
}

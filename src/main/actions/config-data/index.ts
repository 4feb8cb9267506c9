import { failureOf, targetName, type StepId } from '../../../contract/index.ts'
import { at, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Look, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import { valueIn, valuesOf, type ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import { managerOf } from '../../providers/kubernetes/field-manager.ts'
import { writtenByAt } from '../../providers/kubernetes/managed-fields.ts'
import { isTarget } from '../../providers/kubernetes/object-action.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { objectTarget, targetPath } from '../../providers/kubernetes/target-path.ts'
import { conclude, writer } from './conclude.ts'
import { configFacts, factsOf, presentDigest, type ConfigFacts } from './facts.ts'
import { configCommand, configRequest, readingLine } from './patch.ts'

export { configCommand } from './patch.ts'

const id = 'config-data'
const resource = { group: '', version: 'v1', resource: 'configmaps' }

/** Puts values of a ConfigMap back, each only where it still is what was read when it was planned. */
export const configData: Action<ConfigFacts> = {
  id,
  version: 1,
  facts: configFacts,

  async look({ target, facts, sends }, { reader }, { abort }): Promise<Look> {
    const command = readingLine(target, facts.context)
    const object = await readObject(reader, targetPath(target), { abort, command })
    const what = `ConfigMap ${targetName(target)}`
    if (object === null || !isTarget(target, object))
      return changed(`${what} was deleted or replaced after the plan was made`, ['/metadata/uid'])
    if (object.metadata.deletionTimestamp !== undefined)
      return changed(`${what} is being deleted`, ['/metadata/deletionTimestamp'])
    const present = presentDigest(facts, object)
    if (present === facts.to) return { kind: 'already', since: null, text: `Nothing to send: ${what} is so already` }
    if (present !== facts.from)
      return changed(
        `${what} was changed after the plan was made${writer(object)}`,
        facts.keys.map((key) => `/data/${key}`)
      )
    if (sends.kind !== 'fixed')
      return { kind: 'refused', failure: failureOf('internal', 'What is restored is known when it is planned.') }
    return { kind: 'ready', request: sends.request, before: preImage(facts, object) }
  },

  async read({ target, facts }, { reader }, abort, logged): Promise<Seen> {
    const command = logged ? { command: readingLine(target, facts.context) } : {}
    const object = await readObject(reader, targetPath(target), { abort, ...command })
    return { object, facts: object && objectFacts(object) }
  },

  conclude: (mutation, { object }) => conclude(mutation, object as KubeObject | null),
  writtenAt: ({ request }, { object }) =>
    object === null ? null : writtenByAt(object as KubeObject, managerOf(request)),

  outcome({ target, request }, response, before, place) {
    const seen = stringAt(before, 'resourceVersion') || null
    return patchOutcome(response, { target, kind: 'ConfigMap', path: request.path }, seen, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),

  undo({ target, facts }, before) {
    if (presentDigest(facts, before) !== facts.from)
      return { none: 'The record does not say how it was: values that may be credentials are left out of it.' }
    const was = valuesOf(before)
    const changes = facts.keys.map((key): ConfigChange => ({ key, from: null, to: valueIn(was, key) }))
    // What it was changed to is not in the record: the digest of that is looked at before it is sent.
    const request = configRequest({ target, hasValues: true, changes, isTested: false })
    return {
      ...common,
      id: `undo-${id}`,
      title: `Put ConfigMap ${targetName(target)} back as it was`,
      target,
      facts: { ...facts, from: facts.to, to: facts.from },
      sends: { kind: 'fixed', request },
      command: configCommand(target, facts.context, changes, false)
    }
  }
}

const common = {
  kind: 'do',
  action: id,
  fidelity: 'stronger',
  expectedMs: 500,
  reversible: 'yes',
  after: [],
  onFailure: 'stop'
} as const

export interface ConfigStep {
  readonly id: StepId
  readonly title: string
  /** As it was read. */
  readonly object: KubeObject
  readonly changes: readonly ConfigChange[]
  /** Whether that is what was last applied. */
  readonly isApplied: boolean
}

/** A step of a plan that writes values of a ConfigMap. */
export function configDataStep(
  place: Pick<ReadPlace, 'identity' | 'context'>,
  { object, changes, isApplied, ...words }: ConfigStep
): DoStep<ConfigFacts> {
  const target = objectTarget(place, resource, object)
  const hasValues = at(object, 'data') !== undefined
  return {
    ...common,
    ...words,
    target,
    facts: factsOf(place.context, changes),
    sends: { kind: 'fixed', request: configRequest({ target, hasValues, changes, isTested: true }) },
    command: configCommand(target, place.context, changes, isApplied)
  }
}

/** The values that are replaced, and which version of the object had them. */
function preImage({ keys }: ConfigFacts, object: KubeObject): Readonly<Record<string, unknown>> {
  const data = Object.fromEntries(Object.entries(valuesOf(object)).filter(([key]) => keys.includes(key)))
  return { ...objectFacts(object), data }
}

function changed(text: string, unmet: readonly string[]): Look {
  const remedy = 'Plan again: what is there now decides.'
  return { kind: 'changed', unmet, failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy }) }
}

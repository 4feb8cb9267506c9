import type { Beside, Change, Guard } from '../../../contract/index.ts'
import { imageTag } from '../../../contract/index.ts'
import { formatExpected } from '../../../contract/words/format-duration.ts'
import { arrayAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { historyOf, templateOf } from '../../providers/kubernetes/history.ts'
import { undoFacts, type UndoFacts } from '../../providers/kubernetes/undo-target.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
import { rollbackProof } from '../deployment-rollback/index.ts'
import { framePlan, podsEffectMs } from '../plan-frame/index.ts'
import { servicesText } from './choice.ts'
import { leverId } from './lever-id.ts'
import type { PlannedOne } from './plan-one.ts'
import { joinGuards } from './join-guards.ts'
import { proofPhaseOf, wholeId } from './proof-phases.ts'
import type { ManyProof } from './prove-many.ts'
import { isIll } from './stand.ts'

/** So many requests are on their way at most. */
const atOnce = 16

type Goes = Extract<PlannedOne, { readonly kind: 'goes' }>

interface Parts {
  readonly goes: readonly Goes[]
  readonly stays: readonly Extract<PlannedOne, { readonly kind: 'stays' }>[]
  /** The revisions were named, as for the way back. */
  readonly isPinned: boolean
  readonly stopAfter: number
}

/** Puts the plans of several services together into one, with one approval and one way back. */
export function buildMany(
  tools: PlanTools,
  request: PlanRequest,
  { goes, stays, isPinned, stopAfter }: Parts
): Planned {
  const rows = goes.map((one) => {
    const step = stepOf(one)
    return { ...one, step, facts: undoFacts.parse(step.facts) }
  })
  const names = rows.map(({ ref }) => ref.name)
  const count = countText(rows.length)
  const expectedMs = Math.max(...rows.map(({ planned }) => planned.plan.expectedMs))
  const effectMs = podsEffectMs(expectedMs, rows.length)
  const pods = rows.reduce((sum, { neighbour }) => sum + estimateRollout(neighbour.deployment, []).replicas, 0)
  const steps = rows.map(({ step }) => step)
  const to = (revision: (facts: UndoFacts) => number | null): string =>
    servicesText(rows.map(({ ref, facts }) => ({ name: ref.name, revision: revision(facts) })))
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { services: to(({ toRevision }) => (isPinned ? toRevision : null)), stopAfter },
    words: {
      title: `Roll back ${count}: ${listed(names)}`,
      doing: `Rolling back ${count}`,
      done: `Rolled back ${count}`
    },
    order: { atOnce, stopAfterFailures: stopAfter },
    changes: rows.flatMap(changesOf),
    guards: [...stays.map(({ ref, reason }) => stayGuard(ref.name, reason)), ...joinGuards(rows)],
    notes: [
      `The service in most trouble goes first, at most ${atOnce} at once. What calls what is not known here.`,
      stopAfter === 0
        ? 'After the first failure nothing further is begun; what is on its way is awaited, and what is done stays.'
        : `After more than ${stopAfter} failures nothing further is begun; what is done stays.`,
      ...rows.flatMap(({ ref, planned }) => planned.plan.notes.map((note) => `${ref.name}: ${note}`))
    ],
    drifted: rows.flatMap(({ ref, planned }) =>
      planned.plan.drifted.map((one) => ({ ...one, label: `${one.label} of ${ref.name}` }))
    ),
    blast: `${pods} ${pods === 1 ? 'pod' : 'pods'} of ${count}`,
    takesEffect: `in ${formatExpected(effectMs)}`,
    takesEffectMs: effectMs,
    expectedMs,
    inverse: {
      text: `undo each of them to its revision of now`,
      command: rows.map(({ planned }) => planned.plan.inverse?.command ?? '').join('\n'),
      lever: leverId,
      choice: { services: to(({ fromRevision }) => fromRevision), stopAfter }
    },
    withoutYou: {
      text: 'all stay as they are',
      detail: 'Kubernetes never rolls back by itself: each service stays on its present revision.'
    },
    preview: { status: 'accepted', text: `Server accepted ${rows.length} dry ${rows.length === 1 ? 'run' : 'runs'}` },
    typed: `${count}@${tools.environment.name}`,
    isSure: rows.every(
      ({ neighbour }) => neighbour.ownership.state === 'value' && neighbour.ownership.value.state === 'known'
    )
  })
  return {
    plan: { ...plan, scope: { ...plan.scope, besides: rows.map(besideOf) } },
    steps,
    phases: [
      ...rows.map(({ ref, step, planned }) => ({
        id: proofPhaseOf(ref.name),
        about: step.id,
        title: `Prove ${ref.name}`,
        expectedMs: planned.plan.expectedMs + 120_000
      })),
      { id: wholeId, title: 'Prove all of them', expectedMs: expectedMs + 120_000 }
    ],
    proof: {
      services: Object.fromEntries(rows.map(({ ref, planned }) => [ref.name, rollbackProof.parse(planned.proof)]))
    } satisfies ManyProof,
    basis: Object.fromEntries(
      rows.map(({ ref, neighbour }) => [ref.name, neighbour.deployment.metadata.generation ?? 0])
    )
  }
}

/** What the list says of it, as long as it is ill: afterwards its readings are of the undo. */
function besideOf({ ref, neighbour: { row } }: Pick<Goes, 'ref' | 'neighbour'>): Beside {
  return { ref, symptom: isIll(row) ? `${upperFirst(row.troubleText)}.` : '' }
}

/** The service's own undo, as one of several: when it fails, the others go on as far as the plan says. */
function stepOf({ ref, planned }: Goes): DoStep {
  const [step] = planned.steps
  if (step?.kind !== 'do') throw new Error('A rollback is one undo')
  return { ...step, id: `undo ${ref.name}`, title: `${ref.name}: ${lowerFirst(step.title)}`, onFailure: 'goOn' }
}

/** `1.28.0` → `1.27.9, revision 41`, and the lines that differ. */
function changesOf({ ref, neighbour, planned, facts }: Goes & { readonly facts: UndoFacts }): readonly Change[] {
  const { deployment, replicaSets } = neighbour
  const target = historyOf(deployment, replicaSets ?? []).find(({ revision }) => revision === facts.toRevision)
  return [
    {
      kind: 'value',
      title: ref.name,
      before: tagsOf(templateOf(deployment)),
      after: `${tagsOf(target?.template ?? {})}, revision ${facts.toRevision}`
    },
    ...planned.plan.changes.flatMap((change): readonly Change[] =>
      change.kind === 'lines' ? [{ ...change, title: `${ref.name}, ${lowerFirst(change.title)}` }] : []
    )
  ]
}

function tagsOf(template: JsonObject): string {
  return arrayAt(template, 'spec', 'containers')
    .map((container) => visibleText(imageTag(stringAt(container, 'image')), 100))
    .join(' + ')
}

function stayGuard(name: string, reason: string): Guard {
  return { id: `${name}/stays`, status: 'warning', text: `${name} stays: ${reason}`, leavesOut: name }
}

function countText(count: number): `${number} service` | `${number} services` {
  return count === 1 ? `${count} service` : `${count} services`
}

/** A few by name: the steps name them all. */
function listed(names: readonly string[]): string {
  const most = 4
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

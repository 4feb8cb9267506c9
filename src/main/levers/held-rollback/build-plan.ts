import type { Choice, Guard, Plan } from '../../../contract/index.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import { isReconcilerKind, reconcilerKinds } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { framePlan } from '../plan-frame/index.ts'
import { leverId } from './lever-id.ts'
import type { HeldProof } from './prove.ts'
import { heldSteps, type HeldParts } from './steps.ts'

type Words = Plan['words']

/** Puts the undo and what is held before it, or goes on after it, together into one plan with one way back. */
export function buildHeld(tools: PlanTools, request: PlanRequest, held: HeldParts): Planned {
  const { undone, parts, isBack } = held
  const steps = heldSteps(held)
  const whole = undone === null ? parts : isBack ? [undone, ...parts] : [...parts, undone]
  // What users see of it is the undo.
  const main = undone ?? whole[0]
  if (!main) throw new Error('A plan of nothing')
  const { plan: words } = main
  const plans = whole.map(({ plan }) => plan)
  const failure = plans.find(({ preview }) => preview.failure)?.preview
  const blocked = plans.find((plan) => plan.blocked)?.blocked
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: {
      revision: numberIn(undone?.plan.choice) ?? numberIn(request.choice) ?? 1,
      resumes: isBack ? JSON.stringify(parts.map(({ plan: { choice } }) => choice)) : ''
    },
    words: joinWords(plans),
    changes: plans.flatMap(({ changes }) => changes),
    guards: plans.flatMap((one, index) => guardsOf(one, index, main.plan === one)),
    notes: plans.flatMap(({ notes }) => notes),
    drifted: words.drifted,
    blast: [...(undone ? [undone.plan.blast] : ['no pods']), ...parts.map((part) => heldText(part.plan))].join('; '),
    takesEffect: words.takesEffect,
    takesEffectMs: words.takesEffectMs,
    expectedMs: plans.reduce((sum, { expectedMs }) => Math.max(sum, expectedMs), 0),
    inverse: inverseOf(held),
    leaves: plans.flatMap(({ leaves }) => leaves),
    withoutYou: words.withoutYou,
    preview: failure ?? { status: 'accepted', text: `Server accepted ${count(plans.length, 'dry run')}` },
    typed: `${tools.world.ref.name}@${tools.environment.name}`,
    isSure: plans.every(({ approval }) => approval.kind === 'hold'),
    ...(blocked ? { blocked } : {})
  })
  return {
    plan: { ...plan, why: words.why },
    steps,
    phases: [...(undone?.phases ?? []), ...(undone === null ? parts.flatMap(({ phases }) => phases).slice(0, 1) : [])],
    proof: { undo: (undone?.proof ?? null) as HeldProof['undo'] } satisfies HeldProof,
    basis: undone?.basis ?? {}
  }
}

/** `Hold Flux, then roll back cart to revision 41`: which object that is, its step says. */
function joinWords(plans: readonly Planned['plan'][]): Words {
  const join = (word: 'title' | 'doing' | 'done'): string =>
    plans
      .map((plan, index) => (index === 0 ? shortWords(plan)[word] : lowerFirst(shortWords(plan)[word])))
      .join(word === 'done' ? ' and ' : ', then ')
  return { title: join('title'), doing: join('doing'), done: join('done') }
}

function shortWords({ choice, words }: Planned['plan']): Words {
  const kind = String(choice['kind'] ?? '')
  if (!isReconcilerKind(kind)) return words
  const { system } = reconcilerKinds[kind]
  const said = (text: string): string => `${text.split(' ')[0] ?? ''} ${system}`
  return { title: said(words.title), doing: said(words.doing), done: words.done }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** The guards of the undo under their own names, those of each reconciler beside them. */
function guardsOf({ guards }: Planned['plan'], index: number, isMain: boolean): readonly Guard[] {
  return isMain ? guards : guards.map((guard) => ({ ...guard, id: `${guard.id} of ${index + 1}` }))
}

/** In the reverse order of the plan; where only the reconcilers are left to be changed, as their own lever takes it back. */
function inverseOf({ undone, parts, isBack }: HeldParts): Plan['inverse'] {
  const [first] = parts
  if (undone === null || first === undefined) return (undone ?? first)?.plan.inverse ?? null
  const whole = isBack ? [undone, ...parts] : [...parts, undone]
  const backs = whole.toReversed().flatMap(({ plan }) => plan.inverse ?? [])
  const resumes = isBack ? [] : parts.toReversed().map(({ plan }) => plan.inverse?.choice ?? {})
  return {
    text: backs.map(({ text }) => text).join(', then '),
    command: backs.map(({ command }) => command).join('\n'),
    lever: leverId,
    choice: {
      revision: numberIn(undone.plan.inverse?.choice) ?? 1,
      resumes: resumes.length === 0 ? '' : JSON.stringify(resumes)
    }
  }
}

function numberIn(choice: Choice | null | undefined): number | null {
  const revision = choice?.['revision']
  return typeof revision === 'number' ? revision : null
}

/** A reconciler with all that it leaves as it is meanwhile. */
function heldText({ blast }: Pick<Plan, 'blast'>): string {
  return `1 reconciler, ${blast.replace(/^no pods; /, '')}`
}

function count(of: number, what: string): string {
  return `${of} ${what}${of === 1 ? '' : 's'}`
}

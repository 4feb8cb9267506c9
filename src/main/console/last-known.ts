import * as z from 'zod/mini'
import type {
  DecisionView,
  LastKnown,
  LastPlan,
  LastVerdict,
  LeverOption,
  LeverView,
  Plan,
  ServiceView,
  Verdict
} from '../../contract/index.ts'
import { isMeasured, planLines } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { recordedSteps } from './last-planned.ts'

const level = z.enum(['hold', 'watch', 'wait', 'prepare', 'rollBack', 'declareIncident'])
const recordedVerdict = z.object({
  level,
  lead: z.string(),
  rest: z.string(),
  firstCrossedAt: z.nullable(z.string()),
  isCrossedEarlier: z._default(z.boolean(), false),
  decideBy: z.nullable(z.string()),
  withinSeconds: z.nullable(z.number()),
  judgedAt: z.iso.datetime(),
  judgements: z.array(z.object({ signal: z.string(), result: z.string() }))
})
const recordedPlan = z.object({
  id: z.string(),
  words: z.object({ title: z.string() }),
  why: z.string(),
  createdAt: z.iso.datetime(),
  steps: recordedSteps,
  guards: z._default(z.array(z.object({ status: z.string(), text: z.string() })), []),
  leaves: z._default(z.array(z.object({ text: z.string() })), []),
  blocked: z.optional(z.unknown())
})

/**
 * What the records of one incident say was known last; null when they say nothing of it. A plan that was approved is used
 * up, and is no advice any more.
 */
export function recordedLastKnown(records: readonly JournalRecord[]): LastKnown | null {
  let verdict: LastKnown['verdict'] = null
  let plan: (LastPlan & { readonly id: string }) | null = null
  for (const { kind, body } of records) {
    if (kind === 'verdict') {
      const read = recordedVerdict.safeParse(body['verdict'])
      // Without any number it says that the connection was lost, not what was known before.
      if (read.success && (isMeasured(read.data) || verdict === null)) verdict = lastOf(read.data)
    } else if (kind === 'plan') {
      const read = recordedPlan.safeParse(body['plan'])
      if (body['plan'] === undefined) continue
      plan = read.success && read.data.blocked === undefined ? { ...toReadOut(read.data), id: read.data.id } : null
    } else if (kind === 'confirm' && body['planId'] === plan?.id) plan = null
  }
  const at = verdict?.judgedAt ?? plan?.plannedAt
  if (at === undefined) return null
  const { id: _, ...last } = plan ?? { id: '' }
  return { at, verdict, plan: plan && (last as LastPlan), lever: null }
}

function lastOf(verdict: z.infer<typeof recordedVerdict> | Verdict): LastVerdict {
  const {
    level: asked,
    lead,
    rest,
    firstCrossedAt,
    isCrossedEarlier = false,
    decideBy,
    withinSeconds,
    judgedAt
  } = verdict
  return { level: asked, lead, rest, firstCrossedAt, isCrossedEarlier, decideBy, withinSeconds, judgedAt }
}

function toReadOut(plan: z.infer<typeof recordedPlan> | Plan): LastPlan {
  const { words, why, createdAt, steps, guards, leaves } = plan
  return {
    title: words.title,
    why,
    commands: planLines(steps),
    warnings: [
      ...guards.filter(({ status }) => status !== 'passed').map(({ text }) => text),
      ...leaves.map(({ text }) => `Afterwards: ${text}`)
    ],
    plannedAt: createdAt
  }
}

export interface LastKnownOptions {
  /** Of an earlier opening of the service, or of its record; null for none. */
  readonly before: LastKnown | null
  /** What is known last, for the next opening. */
  readonly onKept: (known: LastKnown) => void
  /** What the screen shows: null while the cluster is reached. */
  readonly onShown: (known: LastKnown | null) => void
}

/**
 * Keeps the last verdict with the last decision while a service can be read, and shows them once it cannot: what is judged
 * then knows nothing. A number that is lost first, as when an answer hangs, does not take them away either.
 */
export function keepLastKnown({ before, onKept, onShown }: LastKnownOptions) {
  let known = before
  let lostAt: string | null = null
  let isReached = false
  let verdict: Verdict | null = null
  let wasMeasured = false
  let shown: LastKnown | null = null

  /** Of the last decision that was made while the service was seen and measured; it changes less often than the verdict. */
  let decided: Pick<LastKnown, 'plan' | 'lever'> = { plan: before?.plan ?? null, lever: before?.lever ?? null }

  /** Whether what is judged now says at least as much as what is kept. */
  const saysEnough = (next: Verdict): boolean => isReached && (isMeasured(next) || !wasMeasured)

  function keep(next: LastKnown): void {
    known = next
    onKept(next)
  }

  function show(): void {
    const next = lostAt === null ? null : known && { ...known, at: earlier(known.at, lostAt) }
    if (next === shown || (next && shown && next.at === shown.at && isSame(next, shown))) return
    shown = next
    onShown(next)
  }

  return {
    /** Before what is judged and decided by the same reading. */
    seen({ deployment }: Pick<ServiceView, 'deployment'>): void {
      isReached = deployment.state === 'value'
      lostAt = deployment.state === 'unreachable' ? deployment.sinceAt : null
      show()
    },
    judged(next: Verdict): void {
      verdict = next
      if (!next.isComplete || !saysEnough(next)) return
      wasMeasured = isMeasured(next)
      keep({ at: next.judgedAt, verdict: lastOf(next), ...decided })
    },
    decided(decision: DecisionView, lever: LeverView | undefined): void {
      if (!verdict || !saysEnough(verdict) || lever === undefined) return
      const { plan } = decision
      // While it is made anew, the plan of before is what is known.
      if (plan === null && lever.state === 'planning') return
      decided = { plan: plan && !plan.blocked ? toReadOut(plan) : null, lever: asRead(lever) }
      if (known) keep({ ...known, ...decided })
    }
  }
}

function unmarkable({ markable: _markable, ...option }: LeverOption): LeverOption {
  return option
}

/** Without the marks: what was known is not changed any more. */
function asRead(lever: LeverView): LeverView {
  return { ...lever, options: lever.options.map(unmarkable) }
}

function isSame(a: LastKnown, b: LastKnown): boolean {
  return a.verdict === b.verdict && a.plan === b.plan && a.lever === b.lever
}

function earlier(a: string, b: string): string {
  return a < b ? a : b
}

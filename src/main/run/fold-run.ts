import type {
  Attempt,
  Check,
  DebtView,
  Failure,
  Outcome,
  Run,
  RunStep,
  ServiceRef,
  StepState
} from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { beginRun } from './begin-run.ts'
import { withStep } from './with-step.ts'

type Body = JournalRecord['body']

/**
 * A run exists once, as what its records say: screen, restart, report and `result.json` are this one function over the same
 * records, so that they cannot disagree. Null when none of them is an approval.
 */
export function runOf(records: readonly JournalRecord[]): Run | null {
  return records.reduce(foldRun, null)
}

/** A run after one more of its records. */
export function foldRun(run: Run | null, record: JournalRecord): Run | null {
  const { kind, body, t } = record
  if (kind === 'confirm') return beginRun(record)
  if (run === null || body['runId'] !== run.id) return run
  switch (kind) {
    case 'intent':
      return withIntent(run, record)
    case 'accepted':
      return withStep({ ...run, state: 'sending' }, stepIdOf(run, body), 'now', 'Accepted; its end is waited for', t)
    case 'outcome':
      return withOutcome(run, record)
    case 'gate':
      return withGate(run, body, t)
    case 'keep':
      return withStep(run, stepIdOf(run, body), body['kept'] === true ? 'done' : 'failed', textOf(body), t)
    case 'check':
      return withCheck(run, body['check'] as Check | undefined)
    case 'debt':
      return withDebt(run, body['debt'] as DebtView | undefined)
    case 'resume':
      return taken(run, body)
    case 'attest':
      return attested(run, record)
    case 'reconcile':
      return withReading(run, record)
    case 'note':
      return withNote(run, record)
    case 'settled':
      return settledBy(run, record)
    default:
      return run
  }
}

function withIntent(run: Run, { body, t }: JournalRecord): Run {
  const begun = withLine({ ...run, state: 'sending', armedUntil: null }, body)
  return withStep(begun, stepIdOf(run, body), 'now', 'Intent written', t)
}

/** What is done instead of a step that failed is a line of its own once it begins, after the step that it stands in for. */
function withLine(run: Run, body: Body): Run {
  const { stepId: id, insteadOf, expectedMs } = body
  if (typeof id !== 'string' || typeof insteadOf !== 'string') return run
  if (run.steps.some((step) => step.id === id && step.kind !== 'prove')) return run
  const line: RunStep = {
    id,
    kind: 'do',
    title: textAt(body, 'title'),
    state: 'todo',
    detail: '',
    startedAt: null,
    endedAt: null,
    expectedMs: typeof expectedMs === 'number' ? expectedMs : 0
  }
  const after = run.steps.findIndex((step) => step.id === insteadOf) + 1
  const first = run.steps.findIndex(({ kind }, index) => index >= after && kind === 'prove')
  const at = first < 0 ? run.steps.length : Math.min(first, nextOf(run, after))
  return { ...run, steps: [...run.steps.slice(0, at), line, ...run.steps.slice(at)] }
}

/** Several stand in for one step in their order. */
function nextOf({ steps }: Run, from: number): number {
  const next = steps.findIndex(({ state, kind }, index) => index >= from && (state === 'todo' || kind !== 'do'))
  return next < 0 ? steps.length : next
}

/** Records of before steps had ids are about the only step there was. */
function stepIdOf(run: Run, body: Body): string {
  const id = body['stepId']
  return typeof id === 'string' ? id : (run.steps.find(({ kind }) => kind === 'do')?.id ?? '')
}

const stepStates: Readonly<Record<Outcome, StepState>> = {
  succeeded: 'done',
  noChange: 'done',
  cancelled: 'cancelled',
  conflict: 'failed',
  failed: 'failed',
  unknown: 'unknown'
}

function withOutcome(run: Run, { body, t }: JournalRecord): Run {
  // One that cannot be read leaves it open what happened.
  const outcome = (body['outcome'] as Outcome | undefined) ?? 'unknown'
  const stepId = stepIdOf(run, body)
  const failure = body['failure'] as Failure | undefined
  const attempt: Attempt = {
    id: textAt(body, 'attemptId'),
    stepId,
    command: textAt(body, 'command'),
    outcome,
    startedAt: run.steps.find(({ id }) => id === stepId)?.startedAt ?? t,
    endedAt: t,
    ...(failure ? { failure } : {})
  }
  const attempts = [...run.attempts.filter(({ id }) => id !== attempt.id), attempt]
  // Turned away, and sent anew: what comes of that speaks.
  if (typeof body['againAt'] === 'string')
    return withStep({ ...run, state: 'sending', attempts }, stepId, 'now', textAt(body, 'detail'), t)
  const next = withStep({ ...run, state: 'sending' }, stepId, stepStates[outcome], textAt(body, 'detail'), t)
  const isDone = isAllDone(next)
  const state = isDone ? ('verifying' as const) : ('sending' as const)
  // Nothing further is to be sent: its proof says itself what it cannot read.
  const unanswered = isDone ? null : (run.unanswered ?? null)
  const seen = {
    ...next,
    state,
    unanswered,
    attempts,
    outcome: outcomeOf(run, attempts),
    failure: failure ?? run.failure
  }
  // Before there were several steps, an outcome that left nothing to prove was the end.
  const isEnd = body['stepId'] === undefined && stepStates[outcome] !== 'done'
  return isEnd ? settle(seen, t) : seen
}

/** Nothing is left to do but to prove it. */
function isAllDone({ steps }: Run): boolean {
  return (
    steps.some(({ kind }) => kind === 'prove') &&
    steps.every(({ kind, state }) => kind === 'prove' || state === 'done' || (kind === 'keep' && state === 'failed'))
  )
}

function isGood(outcome: Outcome | null): boolean {
  return outcome === 'succeeded' || outcome === 'noChange' || outcome === null
}

/** The first outcome that is not good speaks for the run; among good ones a change outranks none. */
function outcomeOf({ outcome: before, steps }: Run, attempts: readonly Attempt[]): Outcome {
  const bad = attempts.find(({ outcome, stepId }, index) => !isGood(outcome) && !isTriedAnew(attempts, stepId, index))
  if (bad) return bad.outcome
  // A step that could not even begin is no attempt, and speaks all the same.
  const isUnsent = steps.some(
    ({ id, kind, state }) => kind === 'do' && state === 'failed' && !attempts.some(({ stepId }) => stepId === id)
  )
  if (before !== null && !isGood(before) && isUnsent) return before
  return attempts.some(({ outcome }) => outcome === 'succeeded') ? 'succeeded' : 'noChange'
}

function isTriedAnew(attempts: readonly Attempt[], stepId: Attempt['stepId'], index: number): boolean {
  return attempts.slice(index + 1).some((later) => later.stepId === stepId)
}

function withGate(run: Run, body: Body, at: string): Run {
  const state = body['state']
  const step: StepState = state === 'met' ? 'done' : state === 'watching' || state === 'asked' ? 'now' : 'failed'
  const stepId = stepIdOf(run, body)
  const asking = state === 'asked' ? { stepId, text: textOf(body) } : run.asking?.stepId === stepId ? null : run.asking
  return withStep({ ...run, asking, state: step === 'now' ? 'waiting' : 'sending' }, stepId, step, textOf(body), at)
}

/** A record that was read without what it is about changes nothing. */
function withCheck(run: Run, check: Check | undefined): Run {
  if (!check) return run
  const isKnown = run.checks.some(({ name }) => name === check.name)
  const checks = isKnown ? run.checks.map((one) => (one.name === check.name ? check : one)) : [...run.checks, check]
  return { ...run, checks }
}

function withDebt(run: Run, debt: DebtView | undefined): Run {
  return debt ? { ...run, debts: [...run.debts.filter(({ id }) => id !== debt.id), debt] } : run
}

/** Watched on, by another process or once more. */
function taken(run: Run, body: Body): Run {
  const isProof = body['phase'] === 'proof'
  return {
    ...run,
    state: isProof ? 'verifying' : 'settling',
    asking: null,
    settledAt: null,
    inverse: null,
    failure: null,
    proved: false,
    impact: '',
    attested: null,
    overtaken: null,
    steps: run.steps.map((step) =>
      step.kind === 'prove' ? { ...step, state: 'todo', detail: '', startedAt: null, endedAt: null } : step
    )
  }
}

function attested(run: Run, { body, t }: JournalRecord): Run {
  return {
    ...run,
    attested: { by: textAt(body, 'operator'), note: textAt(body, 'note'), at: t },
    impact: textOf(body),
    inverse: null
  }
}

/** A doubt, or, in records of before, the end of a proof. */
function withReading(run: Run, record: JournalRecord): Run {
  const { body, t } = record
  if (body['late'] === 'applied') return appliedLate(run, record)
  if (typeof body['proved'] === 'boolean') return settledBy(run, record)
  if (body['outcome'] !== 'unknown') return run
  return withStep({ ...run, state: 'settling', armedUntil: null }, stepIdOf(run, body), 'unknown', textOf(body), t)
}

/** What was recorded as not applied has been seen to be: the run stays over, its outcome is corrected, nothing is proved. */
function appliedLate(run: Run, { body, t }: JournalRecord): Run {
  const id = textAt(body, 'attemptId')
  const attempts = run.attempts.map((attempt): Attempt => {
    if (attempt.id !== id) return attempt
    const { failure: _corrected, ...rest } = attempt
    return { ...rest, outcome: 'succeeded', endedAt: t, appliedLateAt: textAt(body, 'seenAt') || t }
  })
  const next = withStep(run, stepIdOf(run, body), 'done', textAt(body, 'detail'), t)
  const isPart = next.steps.some(({ kind, state }) => kind !== 'prove' && (state === 'cancelled' || state === 'todo'))
  const outcome = outcomeOf(next, attempts)
  return {
    ...next,
    attempts,
    outcome: isPart && isGood(outcome) ? 'cancelled' : outcome,
    failure: isGood(outcome) ? null : run.failure,
    impact: textOf(body),
    inverse: (body['inverse'] as Run['inverse'] | undefined) ?? run.inverse
  }
}

/** What was decided without anything sent: nothing had to be changed, or it could not; in records of before, the end. */
function withNote(run: Run, { body, t }: JournalRecord): Run {
  const { outcome, unanswered } = body
  if (unanswered !== undefined) {
    // What has nothing left to send waits for nobody, in whatever order it was written down.
    const isWaiting = run.state !== 'settled' && !isAllDone(run)
    return { ...run, unanswered: isWaiting ? (unanswered as NonNullable<Run['unanswered']> | null) : null }
  }
  if (outcome === 'noChange') {
    const lined = withLine({ ...run, armedUntil: null }, body)
    const next = withStep(lined, stepIdOf(run, body), 'done', textOf(body), t)
    const isDone = isAllDone(next)
    return {
      ...next,
      state: isDone ? 'verifying' : 'sending',
      unanswered: isDone ? null : (run.unanswered ?? null),
      outcome: run.outcome ?? 'noChange'
    }
  }
  if (outcome !== 'cancelled' && outcome !== 'failed' && outcome !== 'conflict') return run
  const failure = (body['failure'] as Failure | undefined) ?? null
  if (typeof body['stepId'] === 'string') {
    const lined = withLine({ ...run, armedUntil: null, state: 'sending' }, body)
    const next = withStep(lined, body['stepId'], 'failed', failure?.message ?? textOf(body), t)
    return { ...next, outcome: isGood(run.outcome) ? outcome : run.outcome, failure: failure ?? run.failure }
  }
  return settle({ ...run, outcome, failure }, t)
}

function settledBy(run: Run, { body, t }: JournalRecord): Run {
  const proved = body['proved'] === true
  const { outcome, failure, watchUntil, impact, inverse, phases, overtaken } = body
  const watchOf = refIn(body['watchOf'])
  return settle(
    {
      ...run,
      steps: withPhases(run.steps, phases),
      outcome: typeof outcome === 'string' ? (outcome as Outcome) : run.outcome,
      failure: (failure as Failure | undefined) ?? (proved ? null : run.failure),
      proved,
      overtaken: (overtaken as Run['overtaken']) ?? null,
      watchUntil: typeof watchUntil === 'string' ? watchUntil : null,
      ...(watchOf === null ? {} : { watchOf }),
      impact: typeof impact === 'string' ? impact : `${textOf(body).replace(/\.$/, '')}.`,
      inverse: (inverse as Run['inverse'] | undefined) ?? null
    },
    t
  )
}

/** The phases of the proof as they stood at its end: on the way they are seen, and not recorded. */
function withPhases(steps: readonly RunStep[], phases: unknown): readonly RunStep[] {
  if (!Array.isArray(phases)) return steps
  const seen = phases as readonly RunStep[]
  return steps.map((step) => (step.kind === 'prove' ? (seen.find(({ id }) => id === step.id) ?? step) : step))
}

/** What had not been done when a run ends is cancelled. */
function settle(run: Run, at: string): Run {
  const steps = run.steps.map((step): RunStep => {
    if (step.state !== 'todo' && step.state !== 'now') return step
    if (step.kind === 'prove' && run.proved) return { ...step, state: 'done', endedAt: at }
    return { ...step, state: 'cancelled', endedAt: at }
  })
  return { ...run, steps, state: 'settled', settledAt: at, armedUntil: null, asking: null, unanswered: null }
}

function textOf(body: Body): string {
  return textAt(body, 'text')
}

function textAt(body: Body, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}

/** A Deployment that a record names; null where it names none. */
function refIn(value: unknown): ServiceRef | null {
  const [namespace, name] = [stringAt(value, 'namespace'), stringAt(value, 'name')]
  return namespace === '' || name === '' ? null : { namespace, name }
}

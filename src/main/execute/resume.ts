import type { Run } from '../../contract/index.ts'
import type { Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { recordedIntent, type OpenIntent } from '../run/index.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import { prove } from './prove.ts'
import { actionOf, type DoneStep, type RunContext } from './run-context.ts'
import { recordOutcome } from './send-step.ts'
import { settleDoubt } from './settle.ts'

/** What the journal holds of a run that another process, or a lost connection, left. */
export interface Recorded {
  readonly records: readonly JournalRecord[]
  readonly inverse: Run['inverse']
  /** What the lever wrote down for the proof. */
  readonly proof: unknown
}

/** Reads an approval's part of a run back. */
export function recordedRun(records: readonly JournalRecord[]): Recorded {
  const confirm = records.find(({ kind }) => kind === 'confirm')
  const inverse = (confirm?.body['inverse'] as Run['inverse'] | undefined) ?? null
  return { records, inverse, proof: confirm?.body['proof'] }
}

/**
 * Takes up what was cut off: open intents are settled by reading, nothing is sent on an old approval, and what took effect
 * is proved. A run with steps left is "stopped at step k".
 */
export async function takeUp(
  context: RunContext,
  recorded: Recorded,
  open: readonly OpenIntent[],
  begun: 'here' | 'earlier'
): Promise<void> {
  const { log, ports } = context
  const isDoubt = open.length > 0
  const text = isDoubt ? 'Read again: what became of it is not known' : 'Resumed: it is watched on until it is proved'
  await log.say('resume', { text, phase: isDoubt ? 'doubt' : 'proof' })
  for (const { intent } of open) {
    const { mutation, action: id, record } = intent
    if (mutation === null || id === null) return
    const action = actionOf(ports, id)
    const sent = { ...intent, startedAt: record.t }
    const why = begun === 'here' ? 'The answer never came' : 'Backout ended before the answer came'
    const settled = await settleDoubt(context, action, mutation, sent, why)
    if (settled === null) return
    if (settled.kind === 'open') return stillOpen(context, recorded, settled.failure)
    const facts = { ...settled.facts, ...(settled.changedAt === null ? {} : { changedAt: settled.changedAt }) }
    await recordOutcome(context, mutation, sent, settled.result, settled.text, facts)
  }
  await goOn(context, recorded)
}

/** What is left of it once every intent is settled. */
async function goOn(context: RunContext, recorded: Recorded): Promise<void> {
  const { log, ports } = context
  const run = log.run()
  const done = doneSteps(ports, ports.index.records(run.id))
  const steps = run.steps.filter(({ kind }) => kind !== 'prove')
  const left = steps.findIndex(({ state }) => state !== 'done')
  const { inverse } = recorded
  const lever = ports.levers.get(run.lever)
  const proof = lever?.proof.safeParse(recorded.proof)
  const failure = run.failure ?? undefined
  if (done.length === 0) {
    const why = failure?.message ?? 'Backout ended before anything was sent'
    const outcome = run.outcome ?? 'cancelled'
    return log.say('settled', { text: why, outcome, ...(failure ? { failure } : {}), proved: false, impact: '' })
  }
  if (left >= 0) {
    const text = `Stopped at step ${left + 1} of ${steps.length}: nothing is sent on an approval of before.`
    return log.say('settled', { text, outcome: run.outcome ?? 'cancelled', proved: false, impact: text, inverse })
  }
  if (lever && proof?.success) return prove(context, { lever, proof: proof.data, done, isWhole: true, inverse })
  const text = 'Not proved: what its proof needs was recorded by another version of Backout.'
  return log.say('settled', { text, proved: false, impact: text, inverse })
}

async function stillOpen({ log }: RunContext, { inverse }: Recorded, failure: Run['failure']): Promise<void> {
  const text = failure?.message ?? ''
  await log.say('settled', { text, outcome: 'unknown', failure, proved: false, impact: '', inverse })
}

/** Steps that took effect or had nothing to do, as the records say. */
function doneSteps(ports: ExecutorPorts, records: readonly JournalRecord[]): readonly DoneStep[] {
  const intents = new Map(
    records.flatMap((record) => {
      const intent = record.kind === 'intent' ? recordedIntent(record, ports.actions) : null
      return intent ? [[intent.attemptId, intent] as const] : []
    })
  )
  return records.flatMap(({ kind, body, t }): readonly DoneStep[] => {
    const intent = kind === 'outcome' ? intents.get(String(body['attemptId'])) : undefined
    if (!intent?.mutation || intent.action === null) return []
    if (body['outcome'] !== 'succeeded' && body['outcome'] !== 'noChange') return []
    const { changedAt, serverAt } = body
    const at = typeof changedAt === 'string' ? changedAt : typeof serverAt === 'string' ? serverAt : t
    const mutation: Mutation = intent.mutation
    const before = intent.record.body['before']
    return [{ stepId: intent.stepId ?? '', action: intent.action, mutation, before, changedAt: at }]
  })
}

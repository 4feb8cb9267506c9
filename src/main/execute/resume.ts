import { failureOf, type Run, type RunStep } from '../../contract/index.ts'
import { doneSteps, type OpenIntent } from '../run/index.ts'
import { recordDebts } from './record-debts.ts'
import { follow, recordedAcceptance } from './follow.ts'
import { prove } from './prove.ts'
import { readingOnIn, readOn } from './read-on.ts'
import type { Recorded } from './recorded-run.ts'
import { actionOf, type RunContext } from './run-context.ts'
import { recordOutcome } from './send-step.ts'
import { settleDoubt } from './settle.ts'

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
    const acceptance = recordedAcceptance(recorded.records, intent.attemptId)
    const settled = acceptance
      ? await follow(context, action, mutation, sent, acceptance)
      : await settleDoubt(context, action, mutation, sent, why)
    if (settled === null) return
    if (settled.kind === 'open') return stillOpen(context, recorded, settled.failure)
    const facts = { ...settled.facts, ...(settled.changedAt === null ? {} : { changedAt: settled.changedAt }) }
    await recordOutcome(context, mutation, sent, settled.result, settled.text, facts)
    const reading = readingOnIn(facts)
    if (reading) void readOn(context, { ...reading, action, mutation, intent: sent })
  }
  await goOn(context, recorded)
}

/** What is left of it once every intent is settled. */
async function goOn(context: RunContext, recorded: Recorded): Promise<void> {
  const { log, ports } = context
  const run = log.run()
  const done = doneSteps(ports.actions, ports.index.records(run.id))
  // What a crash left no time to write down.
  for (const { action, mutation } of done) await recordDebts(context, actionOf(ports, action), mutation)
  const steps = run.steps.filter(({ kind }) => kind !== 'prove')
  const failed = steps.filter(({ id, state }) => state === 'failed' && recorded.goOn.has(id))
  const isStopped = failed.length > recorded.stopAfterFailures
  const left = steps.findIndex((step) => !isOver(step, recorded) || (isStopped && failed.includes(step)))
  const { inverse } = recorded
  const lever = ports.levers.get(run.lever)
  const proof = lever?.proof.safeParse(recorded.proof)
  const failure = run.failure ?? undefined
  const isNothingDone = done.length === 0 && !steps.some(({ kind, state }) => kind === 'do' && state === 'done')
  if (isNothingDone) {
    // Nobody cancelled it.
    const text = failure?.message ?? 'Backout ended before anything was sent'
    const why = failure ?? failureOf('cancelled', 'Backout ended first.')
    return log.say('settled', { text, outcome: run.outcome ?? 'cancelled', failure: why, proved: false, impact: '' })
  }
  if (left >= 0) {
    const text = `Stopped at step ${left + 1} of ${steps.length}: nothing is sent on an approval of before.`
    const outcome = run.outcome === null || run.outcome === 'succeeded' ? 'cancelled' : run.outcome
    return log.say('settled', { text, outcome, proved: false, impact: text, inverse })
  }
  const isWhole = steps.every(({ kind, state }) => kind === 'keep' || state === 'done')
  if (lever && proof?.success) return prove(context, { lever, proof: proof.data, done, isWhole, inverse })
  const text = 'Not proved: what its proof needs was recorded by another version of Backout.'
  return log.say('settled', { text, proved: false, impact: text, inverse })
}

/** Evidence that could not be had, and a failure that the plan goes over, hold nothing up. */
function isOver({ id, kind, state }: RunStep, { goOn: gone }: Recorded): boolean {
  if (state === 'done') return true
  return state === 'failed' && (kind === 'keep' || gone.has(id))
}

async function stillOpen({ log }: RunContext, { inverse }: Recorded, failure: Run['failure']): Promise<void> {
  const text = failure?.message ?? ''
  await log.say('settled', { text, outcome: 'unknown', failure, proved: false, impact: '', inverse })
}

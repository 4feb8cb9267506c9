import type { Check, Run } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import type { Lever } from '../ports/lever.ts'
import { passedAt, passedBody } from './passed-phase.ts'
import type { DoneStep } from '../run/index.ts'
import { askedChecks } from './prove-asked.ts'
import { overtakenBy, overtakenText, type Overtaken } from './overtaken.ts'
import { actionOf, lastTakenAt, type RunContext } from './run-context.ts'

/** For the one reading after the operator's stop, real time. */
const lastLookMs = 5_000

export interface ProofOptions {
  readonly lever: Lever
  /** As the lever wrote it down with the approval. */
  readonly proof: unknown
  readonly done: readonly DoneStep[]
  /** Whether every step took effect: without that nothing is proved. */
  readonly isWhole: boolean
  /** Offered where the proof fails. */
  readonly inverse: Run['inverse']
}

/** Watches what was changed until it is proved or not, and settles the run. */
export async function prove(context: RunContext, options: ProofOptions): Promise<void> {
  const { place, abort, stop, ending, log } = context
  log.live({ kind: 'state', state: 'verifying' })
  if (stop.aborted) return stoppedWaiting(context, options)
  const before = overtakenBy(context.ports.index, log.run(), place.identity)
  if (before !== null) return endOvertaken(context, options, before)
  const phases = log.run().steps.filter(({ kind }) => kind === 'prove')
  try {
    const proven = await options.lever.prove({
      proof: options.proof,
      mutations: options.done.map(({ mutation }) => mutation),
      changedAt: lastTakenAt(options.done) ?? context.nowText(),
      place,
      abort,
      passedAt: (phase) => passedAt(context.ports.index.records(log.run().id), phase),
      show(checks, phase, detail) {
        log.live({ kind: 'checks', checks })
        for (const { id } of phases.slice(
          0,
          phases.findIndex((one) => one.id === phase)
        ))
          passed(context, id, checks)
        log.live({ kind: 'phase', id: phase, state: 'now', detail })
      },
      showPhase(checks, phase, state, detail) {
        log.live({ kind: 'checks', checks })
        log.live({ kind: 'phase', id: phase, state, detail })
      }
    })
    const asked = await askedChecks(context, proven.proved)
    const checks = [...proven.checks, ...asked]
    const proved = proven.proved && options.isWhole && !asked.some(({ blocks }) => blocks)
    await conclude(context, options, { ...proven, checks, proved })
  } catch (error) {
    if (ending.aborted) return
    const now = stop.aborted ? overtakenBy(context.ports.index, log.run(), place.identity) : null
    if (now !== null) return endOvertaken(context, options, now)
    if (stop.aborted) return stoppedWaiting(context, options)
    const failure = asFailure(error)
    await settle(context, options, { text: `Not proved: ${failure.message}`, failure, proved: false })
  }
}

/** A phase that the proof has left behind: how it went is what its checks say. */
function passed(context: RunContext, id: string, checks: readonly Check[]): void {
  const { log, ports } = context
  const phase = log.run().steps.find(({ id: one, kind }) => one === id && kind === 'prove')
  if (phase?.state !== 'now' && phase?.state !== 'todo') return
  const check = checks.find(({ name }) => name === id)
  const isDone = check === undefined || check.status === 'True'
  log.live({ kind: 'phase', id, state: isDone ? 'done' : 'failed', detail: check?.evidence ?? phase.detail })
  // What is waited for since then goes on where it was after a crash.
  if (isDone && passedAt(ports.index.records(log.run().id), id) === null)
    void log.say('note', passedBody(phase, context.nowText()))
}

/** The record comes first: what the screen shows as proved, the report can already say. */
async function conclude(
  context: RunContext,
  options: ProofOptions,
  { checks, proved, seen, watchMs, watchOf }: Awaited<ReturnType<Lever['prove']>>
): Promise<void> {
  const { place, log } = context
  const now = place.clock.now().getTime()
  const after = `${formatDuration(now - Date.parse(log.run().approvedAt))} after approval`
  const said = proved ? `Proved ${after}` : `Not proved ${after}${notDone(context, options)}`
  log.live({ kind: 'checks', checks })
  const isRefuted = checks.some(({ status }) => status === 'False')
  const last = log.run().steps.findLast(({ kind }) => kind === 'prove')
  if (last) {
    const state = proved ? 'done' : isRefuted ? 'failed' : 'unknown'
    log.live({ kind: 'phase', id: last.id, state, detail: proved ? said : 'Not proved' })
  }
  await settle(context, options, {
    text: proved ? `${log.run().words.done}. ${said}` : said,
    impact: `${said}.`,
    proved,
    after: seen,
    watchUntil: proved ? new Date(now + watchMs).toISOString() : null,
    ...(proved && watchOf !== undefined && watchOf.name !== log.run().ref?.name ? { watchOf } : {})
  })
}

/** What failed and was gone over: with all else well it is why nothing is proved. */
function notDone({ log }: RunContext, { isWhole }: ProofOptions): string {
  if (isWhole) return ''
  const failed = log.run().steps.filter(({ kind, state }) => kind === 'do' && state !== 'done')
  return failed.length === 0 ? '' : `; not done: ${failed.map(({ title }) => title).join(', ')}`
}

/** Ends the run in the journal with its checks and phases as they were seen last; the way back is offered, proved or not. */
async function settle(
  { log }: RunContext,
  { inverse }: ProofOptions,
  body: Readonly<Record<string, unknown>> & { readonly proved: boolean }
): Promise<void> {
  for (const check of log.run().checks) await log.say('check', { text: checkText(check), check })
  const phases = log.run().steps.filter(({ kind }) => kind === 'prove')
  // What had nothing to do has nothing to take back.
  const isChanged = !body.proved || log.run().outcome === 'succeeded'
  await log.say('settled', { inverse: isChanged ? inverse : null, phases, ...body })
}

/** What was seen stays as it was seen; the way back is that of the action which overtook it. */
function endOvertaken(context: RunContext, options: ProofOptions, overtaken: Overtaken): Promise<void> {
  const text = overtakenText(overtaken)
  return settle(context, { ...options, inverse: null }, { text, impact: `${text}.`, overtaken, proved: false })
}

/** After a stop: one more reading says what is there, and the way back is offered. */
async function stoppedWaiting(context: RunContext, options: ProofOptions): Promise<void> {
  const seen = await lastLook(context, options.done)
  const impact = `Not proved: waiting was stopped. ${seen}`
  await settle(context, options, { text: `Stopped waiting. ${seen}`, impact, proved: false })
}

async function lastLook({ ports, place, ending }: RunContext, done: readonly DoneStep[]): Promise<string> {
  const last = done.at(-1)
  if (!last) return 'Nothing was changed.'
  try {
    const action = actionOf(ports, last.action)
    const seen = await withDeadline(ending, lastLookMs, (late) => action.read(last.mutation, place, late, true))
    return `${action.conclude(last.mutation, seen).text}.`
  } catch (error) {
    return `What is there cannot be read: ${asFailure(error).message}`
  }
}

const answers = { True: 'yes', False: 'no', Unknown: 'not known' } as const

/** A check as a line of the timeline, as a person would answer. */
function checkText({ title, status, evidence, blocks }: Check): string {
  const informs = status !== 'True' && !blocks ? ' (not needed for the proof)' : ''
  return `${title}: ${answers[status]}${informs}${evidence === '' ? '' : `. ${evidence}`}`
}

import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import type { ExecutorPorts } from '../../execute/executor-ports.ts'
import { createExecutor, type Executor } from '../../execute/index.ts'
import { openIntents } from '../../journal/open-intents.ts'
import { openJournal } from '../../journal/index.ts'
import type { Actions } from '../../ports/action.ts'
import type { Journal, JournalRecord } from '../../ports/journal.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import type { Place } from '../../ports/place.ts'
import { createRunIndex, recordedIntent, runOf } from '../../run/index.ts'
import { approvalOf } from '../deployment-rollback/testing/stage.ts'

/** A world that a lever is played in, as it is before the plan. */
export interface LeverStage {
  readonly place: Place
  plan(): Promise<ReadyPlan>
  /** Attempts that took effect, as the other side counts them. */
  effects(): readonly string[]
  /** How many changes reached the other side, dry runs left out. */
  sent(): number
}

/** A lever with all that its execution needs. */
export interface LeverKit extends Pick<ExecutorPorts, 'levers' | 'actions' | 'gates' | 'keepers'> {
  readonly stage: () => Promise<LeverStage>
  /** How long an answer may take, real milliseconds; 400 for worlds in memory. */
  readonly timeoutMs?: number
}

/** How far the first process comes, and whether it still sees that its last record was taken. */
export interface Kill {
  readonly after: number
  readonly isSeen: boolean
}

export interface Played {
  /** Of the run, from the second process's file. */
  readonly records: readonly JournalRecord[]
  readonly run: Run
  readonly effects: readonly string[]
}

/** Plays a plan to its end in one process. Returns how many records the run has. */
export async function playThrough(kit: LeverKit): Promise<Played> {
  const stage = await kit.stage()
  const ready = await stage.plan()
  const { journal } = await openIn(await scratchFolder())
  const process = startProcess(kit, stage, journal, ready)
  await approve(process.executor, ready)
  await process.until(({ state }) => state === 'settled')
  return endOf(stage, journal, process)
}

/** Plays a plan until the operator stops it, which is at the first moment that it is as `when` says. */
export async function playStopped(kit: LeverKit, when: (run: Run) => boolean): Promise<Played> {
  const stage = await kit.stage()
  const ready = await stage.plan()
  const { journal } = await openIn(await scratchFolder())
  const process = startProcess(kit, stage, journal, ready)
  await approve(process.executor, ready)
  const { id } = await process.until(when)
  process.executor.abort(id)
  await process.until(({ state }) => state === 'settled')
  return endOf(stage, journal, process)
}

/**
 * Plays a plan, ends the process after one of its records as a crash does, and starts another one over a copy of the
 * journal's files as the crash left them: what was written, and nothing else.
 */
export async function playKilled(kit: LeverKit, kill: Kill): Promise<Played> {
  const stage = await kit.stage()
  const ready = await stage.plan()
  const folder = await scratchFolder()
  const { journal } = await openIn(folder)
  const dying = dyingAfter(journal, kill)
  const first = startProcess(kit, stage, dying.journal, ready)
  void first.executor.approve(approvalOf(ready))
  await Promise.race([dying.died, first.until(({ state }) => state === 'settled')])
  dying.end()
  first.executor.end('the process is killed')

  const copy = await scratchFolder()
  // The lock and its socket are of the process that is gone.
  await cp(folder, copy, { recursive: true, filter: (file) => !/(?:\.socket|lock)$/.test(file) })
  const { journal: left } = await openIn(copy)
  expectNoUnannounced(stage, left)
  const sent = stage.sent()
  const second = startProcess(kit, stage, left, ready)
  second.executor.resume(stage.place)
  if (second.executor.runs().length > 0) await second.until(({ state }) => state === 'settled')
  expect(stage.sent(), 'nothing is sent on an approval of before').toBe(sent)
  expect(await second.executor.approve(approvalOf(ready)), 'an approval counts once').toMatchObject({ ok: false })
  return endOf(stage, left, second)
}

/** What holds for every way in which a run may end. */
export function expectSafe({ actions }: Pick<LeverKit, 'actions'>, { records, run, effects }: Played): void {
  expect(run.state).toBe('settled')
  expect(openIntents(records), 'every intent is settled').toEqual([])
  expect(new Set(effects).size, 'no attempt took effect twice').toBe(effects.length)
  const targets = run.attempts.map(({ stepId }) => stepId)
  expect(new Set(targets).size, 'no step was tried twice').toBe(targets.length)
  for (const { id, outcome } of run.attempts) {
    expect(effects.includes(id), `${outcome} is what became of it`).toBe(outcome === 'succeeded')
  }
  expect(run.debts.map(({ id }) => id)).toEqual(owedBy(actions, records, effects))
  if (run.proved) return
  const said = records.findLast(({ kind }) => kind === 'settled')?.body['text']
  expect(said).toMatch(/^Stopped at step \d|before anything was sent|was not applied|; not done: /)
}

/** What the changes that took effect leave behind. */
function owedBy(actions: Actions, records: readonly JournalRecord[], effects: readonly string[]): readonly string[] {
  return records.flatMap((record) => {
    if (record.kind !== 'intent' || !effects.includes(String(record.body['attemptId']))) return []
    const { action, mutation } = recordedIntent(record, actions)
    const debts = mutation && action !== null ? actions.get(action)?.debts?.(mutation) : []
    return (debts ?? []).map(({ id }) => id)
  })
}

interface Process {
  readonly executor: Executor
  readonly until: (is: (run: Run) => boolean) => Promise<Run>
  readonly live: () => Run | undefined
}

const goOn = { kind: 'goOn', confirmation: { kind: 'held', heldMs: 1_000 } } as const

/** An executor as a process has it; an operator goes on wherever a gate asks. */
function startProcess(kit: LeverKit, stage: LeverStage, journal: Journal, ready: ReadyPlan): Process {
  const index = createRunIndex(journal, kit.actions)
  const waiting = new Set<() => void>()
  const executor = createExecutor({
    ...kit,
    journal,
    index,
    operator: 'me',
    reservations: null,
    holder: 'me here',
    currentPlan: (id) => (id === ready.plan.id ? { ...ready, place: stage.place } : null),
    onRun() {
      for (const tell of waiting) tell()
    },
    newId: randomUUID,
    timeoutMs: kit.timeoutMs ?? 400
  })
  const unsubscribe = journal.subscribe(({ kind, body }) => {
    if (kind === 'gate' && body['state'] === 'asked')
      setImmediate(() => executor.answer(String(body['runId']), String(body['stepId']), goOn))
  })
  onTestFinished(() => {
    executor.end('the test is over')
    unsubscribe()
    index.close()
  })
  const live = (): Run | undefined => executor.runs().at(-1)?.run
  const until = (is: (run: Run) => boolean): Promise<Run> =>
    new Promise((resolve) => {
      const tell = (): void => {
        const run = live()
        if (!run || !is(run)) return
        waiting.delete(tell)
        resolve(run)
      }
      waiting.add(tell)
      tell()
    })
  return { executor, until, live }
}

async function approve(executor: Executor, ready: ReadyPlan): Promise<void> {
  const result = await executor.approve(approvalOf(ready))
  if (!result.ok) throw new Error(result.failure.message)
}

/** The run as the screen has it is the run as its records make it. */
function endOf(stage: LeverStage, journal: Journal, { live }: Process): Played {
  const records = journal.records().filter(({ body }) => body['runId'] !== undefined)
  const run = runOf(records)
  if (!run) throw new Error('No run is recorded')
  const shown = live()
  if (shown) expect(shown).toEqual(run)
  return { records, run, effects: stage.effects() }
}

/** Whatever took effect was announced in the journal before. */
function expectNoUnannounced(stage: LeverStage, journal: Journal): void {
  const intents = new Set(
    journal.records().flatMap(({ kind, body }) => (kind === 'intent' ? [String(body['attemptId'])] : []))
  )
  for (const effect of stage.effects()) expect(intents, 'an effect has an intent').toContain(effect)
}

/** A journal whose process ends after so many records of runs: from then on nothing is written, and nothing answers. */
function dyingAfter(journal: Journal, { after, isSeen }: Kill) {
  const forever = new Promise<never>(() => undefined)
  let taken = 0
  let isDead = false
  let die: () => void = () => undefined
  const died = new Promise<void>((resolve) => (die = resolve))
  function end(): void {
    isDead = true
    die()
  }
  return {
    died,
    end,
    journal: {
      ...journal,
      async append(kind: Parameters<Journal['append']>[0], body: Parameters<Journal['append']>[1]) {
        if (isDead || taken >= after) {
          end()
          return forever
        }
        taken += 1
        const record = await journal.append(kind, body)
        if (taken < after || isSeen) return record
        end()
        return forever
      }
    } satisfies Journal
  }
}

async function openIn(folder: string): Promise<{ readonly journal: Journal }> {
  const journal = await openJournal({
    dir: join(folder, 'journal'),
    clock: { now: () => new Date() },
    app: { version: '0' },
    operator: 'me',
    anyPlace: true
  })
  onTestFinished(() => journal.close())
  return { journal }
}

async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-lever-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

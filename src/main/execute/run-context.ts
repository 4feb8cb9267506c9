import type { Run } from '../../contract/index.ts'
import type { ExecutorPorts, RunPlace } from './executor-ports.ts'
import { beginRun, stepChanged, stepsSettled, type StepId } from './run-state.ts'
import type { RunSubject } from './run-subject.ts'

/** How long the server may take to answer, real time; past it the request can no longer arrive. */
const defaultTimeoutMs = 20_000
/** An approval is meant for now: this much later than its cancel window nothing is sent on it, real time. */
const defaultLateMs = 10_000

/** What the stages of one run share: its state, its record, and the two ways in which it may be stopped. */
export interface RunContext {
  readonly runId: string
  readonly subject: RunSubject
  readonly place: RunPlace
  readonly ports: ExecutorPorts
  readonly timeoutMs: number
  /** How long after the cancel window the request may still be sent, real milliseconds. */
  readonly lateMs: number
  /** The operator's stop: the waiting ends, and what is there is still said. */
  readonly stop: AbortSignal
  /** The end of the connection: nothing more can be read or said. */
  readonly ending: AbortSignal
  /** Either of them. */
  readonly abort: AbortSignal
  run(): Run
  change(changes: Partial<Run>): void
  step(id: StepId, state: Run['steps'][number]['state'], detail?: string): void
  /** The last change; a run that has settled stays as it is. */
  settle(changes: Partial<Run>): void
  /** What every record about the run holds. */
  about(): Readonly<Record<string, unknown>>
  /**
   * A record that may be lost without harm; what may not be lost, the intent and the outcome, is appended with its
   * failure instead. Resolves when it stands in the journal, or could not be written.
   */
  note(kind: 'note' | 'check' | 'reconcile', text: string, body?: Readonly<Record<string, unknown>>): Promise<void>
  /** By the clock of the run's place, ISO. */
  nowText(): string
}

export interface RunContextOptions {
  readonly runId: string
  readonly subject: RunSubject
  readonly place: RunPlace
  readonly ports: ExecutorPorts
  /** Length of the cancel window, real milliseconds. */
  readonly armMs: number
  readonly stop: AbortSignal
  readonly ending: AbortSignal
  readonly onRun: (run: Run) => void
}

export function createRunContext(options: RunContextOptions): RunContext {
  const { runId, subject, place, ports, armMs, stop, ending, onRun } = options
  const nowText = (): string => place.clock.now().toISOString()
  const armedUntil = armMs > 0 ? new Date(Date.now() + armMs).toISOString() : null
  let run = beginRun(subject, runId, nowText(), armedUntil)

  const context: RunContext = {
    runId,
    subject,
    place,
    ports,
    timeoutMs: ports.timeoutMs ?? defaultTimeoutMs,
    lateMs: ports.lateMs ?? defaultLateMs,
    stop,
    ending,
    abort: AbortSignal.any([stop, ending]),
    run: () => run,
    change(changes) {
      run = { ...run, ...changes }
      if (!ending.aborted) onRun(run)
    },
    step(id, state, detail = '') {
      context.change(stepChanged(run, id, state, detail, nowText()))
    },
    settle(changes) {
      if (run.state === 'settled') return
      context.change({ ...stepsSettled(run, nowText()), ...changes })
    },
    about: () => ({
      runId,
      planId: subject.planId,
      identity: place.identity,
      ref: subject.target.ref,
      target: subject.target
    }),
    async note(kind, text, body = {}) {
      await ports.journal.append(kind, { text, ...context.about(), ...body }).catch(() => undefined)
    },
    nowText
  }
  return context
}

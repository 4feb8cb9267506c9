import type { Plan } from '../../contract/index.ts'
import type { Action } from '../ports/action.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { Place } from '../ports/place.ts'
import type { DoneStep } from '../run/index.ts'
import type { GateAnswer } from './asked-gate.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import type { Locks } from './locks.ts'
import type { Outage } from './outage.ts'
import type { RunLog } from './run-log.ts'

/** How long the other side may take to answer, real time; past it the request can no longer arrive. */
export const defaultTimeoutMs = 20_000
/** An approval is meant for now: this much later than its cancel window nothing is sent on it, real time. */
export const defaultLateMs = 10_000

/** What the stages of one run share: its records, its place, and the two ways in which it may be stopped. */
export interface RunContext {
  readonly runId: string
  readonly place: Place
  readonly ports: ExecutorPorts
  readonly locks: Locks
  readonly log: RunLog
  readonly approval: Plan['approval']['kind']
  /** Real milliseconds. */
  readonly timeoutMs: number
  /** How long after the cancel window the first request may still be sent, real milliseconds. */
  readonly lateMs: number
  /** The operator's stop: the waiting ends, and what is there is still said. */
  readonly stop: AbortSignal
  /** The end of the connection: nothing more can be read or said. */
  readonly ending: AbortSignal
  /** Either of them. */
  readonly abort: AbortSignal
  /** The operator's answers to gates, by step. */
  readonly answers: Answers
  readonly readOn: LateReading
  readonly outage: Outage
  /** By the clock of the run's place, ISO. */
  nowText(): string
}

/** How targets are read on after a request was found not to be applied. */
export interface LateReading {
  /** Real milliseconds, as is `everyMs`. */
  readonly forMs: number
  readonly everyMs: number
  /** False where somebody reads on for that attempt already. */
  begin(attemptId: string): boolean
  end(attemptId: string): void
  /** It was applied late: the run is worth a look again. */
  onSeen(): void
}

/** Where gates that ask the operator wait for the answer. */
export interface Answers {
  /** @throws the abort reason. */
  await(stepId: string, abort: AbortSignal): Promise<GateAnswer>
  /** False when nobody waits for it. */
  give(stepId: string, answer: GateAnswer): boolean
}

export function createAnswers(): Answers {
  const waiting = new Map<string, (answer: GateAnswer) => void>()
  return {
    await: (stepId, abort) =>
      new Promise((resolve, reject) => {
        abort.throwIfAborted()
        const end = (): void => {
          waiting.delete(stepId)
          reject(abort.reason as Error)
        }
        abort.addEventListener('abort', end, { once: true })
        waiting.set(stepId, (answer) => {
          waiting.delete(stepId)
          abort.removeEventListener('abort', end)
          resolve(answer)
        })
      }),
    give(stepId, answer) {
      const tell = waiting.get(stepId)
      tell?.(answer)
      return tell !== undefined
    }
  }
}

/** @throws FailureError for an action that this version does not know. */
export function actionOf({ actions }: Pick<ExecutorPorts, 'actions'>, id: string): Action {
  const action = actions.get(id)
  if (action) return action
  throw new FailureError(failureOf('internal', `The action ${id} is not known to this version of Backout.`))
}

/** When the last of some steps was taken, ISO; null for none. */
export function lastTakenAt(done: readonly DoneStep[]): string | null {
  const [last] = done.map(({ changedAt }) => changedAt).toSorted((a, b) => Date.parse(b) - Date.parse(a))
  return last ?? null
}

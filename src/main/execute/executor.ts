import type { Plan, RequestInput, Result, Run } from '../../contract/index.ts'
import { failed, failureOf } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import type { KubeReader, KubeWriter } from '../ports/kube.ts'

/** What verification measures; `Unknown` whenever it cannot. */
export interface Measurements {
  /**
   * Error ratio (0-1) and P95 (ms) of the service over samples no older than `sinceAt`.
   * A reason instead of a number when it cannot be measured.
   */
  measure(
    ref: Plan['target']['ref'],
    sinceAt: string,
    abort: AbortSignal
  ): Promise<{
    readonly errorRatio: { readonly value: number; readonly at: string } | { readonly why: string }
    readonly p95: { readonly valueMs: number; readonly normalMs: number | null; readonly at: string } | { readonly why: string }
    /** Rate window plus scrape interval, milliseconds: samples younger than that still hold older requests. */
    readonly settleMs: number
  }>
}

export interface ExecutorPorts {
  readonly writer: KubeWriter
  readonly reader: KubeReader
  readonly journal: Journal
  readonly clock: Clock
  /** Binds runs to the cluster: `identity` of the KubeConnection. */
  readonly identity: string
  readonly user: string
  readonly operator: string
  /** Null when there is no Prometheus: errors stay Unknown. */
  readonly measurements: Measurements | null
  /** The plan on the screen, by id; null when it is gone. */
  readonly currentPlan: (planId: string) => Plan | null
  /** Called with every new state of a run. */
  readonly onRun: (run: Run) => void
  readonly newId: () => string
}

export type Approval = RequestInput<'run.approve'>

export interface Executor {
  /** Takes effect once: a second approval of the same plan or target answers with a failure and sends nothing. */
  approve(approval: Approval): Promise<Result<{ readonly runId: string }>>
  /** Before the first byte nothing is sent; after it the waiting stops and the inverse is offered. */
  abort(runId: string): Result<null>
  dismiss(runId: string): Result<null>
  /** Settles intents without an outcome from an earlier process by reading; never sends. Returns the runs. */
  resume(openIntents: readonly JournalRecord[]): Promise<readonly Run[]>
  /** The run on the screen. */
  current(): Run | null
  close(): void
}

export function createExecutor(ports: ExecutorPorts): Executor {
  const missing = failureOf('internal', `Execution is not there yet (${ports.identity})`)
  return {
    approve: async () => failed(missing),
    abort: () => failed(missing),
    dismiss: () => failed(missing),
    resume: async () => [],
    current: () => null,
    close: () => undefined
  }
}

import type { ServiceRef } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { BuiltinCheck, ReadAnalysis } from '../providers/flagger/analysis.ts'

/** A value at its time, milliseconds. */
export interface At {
  readonly at: number
  readonly value: number
}

/** The run of the Canary that this incident was about. */
export interface RunInPast {
  /** When it first sent users to the release. */
  readonly startMs: number
  /** When Flagger ended it, and whether because of its threshold; null where it did not. */
  readonly ended: { readonly at: number; readonly byThreshold: boolean } | null
  /** When its promotion began; null for never. */
  readonly promotedAt: number | null
}

/** What the record has of an incident, as far as it says what would have helped. Times in milliseconds. */
export interface PreventionFacts {
  readonly ref: ServiceRef
  /** From the first crossing to when users were well; until now where they are not. Null where no limit was crossed. */
  readonly harm: { readonly from: number; readonly to: number; readonly isOver: boolean } | null
  /** When somebody first had a verdict of it on the screen; null for never. */
  readonly seenAt: number | null
  /** When a verdict first asked for a change; null for never. */
  readonly askedAt: number | null
  /** When the first change of ours was sent; null for never. */
  readonly sentAt: number | null
  /** The share of errors at which the matrix asks to act, 0 to 1. */
  readonly errorLimit: number
  readonly canary: {
    readonly object: KubeObject
    readonly read: ReadAnalysis
    /** Of hooks that it has. */
    readonly hookTypes: readonly string[]
    readonly field: 'analysis' | 'canaryAnalysis'
    readonly target: string
    /** Where Flagger runs; empty where it was not found. */
    readonly flaggerNamespace: string
  } | null
  /** Null where the events do not have its beginning any more. */
  readonly run: RunInPast | null
  /** Of the release on trial, from the beginning of the run on. */
  readonly values: ReadonlyMap<BuiltinCheck, readonly At[]>
  /** Of the primary in the time before the run, as many milliseconds as `calmMs`. */
  readonly calm: ReadonlyMap<BuiltinCheck, readonly At[]>
  readonly calmMs: number
  /** The share of requests that failed, of all users, while the trouble went on; what an alert would be asked. */
  readonly errors: readonly At[]
  /** Of the primary when the run began; null where it was not measured. */
  readonly requestsPerSecond: number | null
  readonly now: number
}

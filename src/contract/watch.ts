import type { EnvironmentKind } from './environment.ts'
import type { ServiceRef } from './service.ts'

/** How a minute of a watch went: `noted` was past a limit for too short a time to count, in `blind` nothing could be read. */
export type WatchMinute = 'quiet' | 'noted' | 'alarm' | 'blind'

/** `alarmed`: its time is over, and it was not quiet all along; `lost`: nobody watched for too long. */
export type WatchEnd = 'held' | 'alarmed' | 'overtaken' | 'stopped' | 'lost'

/** The watch over one service after a proved action, or a change back that somebody else made: what counts is the time in which it was read and quiet. */
export interface WatchView {
  /** Names it when it is stopped: those of one run have one name. */
  readonly id: string
  /** The run that was proved; null where no run of ours is watched. */
  readonly runId: string | null
  readonly ref: ServiceRef
  /** The service that is read, where users were led from that one to another; left out where it is the same. */
  readonly of?: ServiceRef
  /** What somebody changed, where that is watched: when it began, ISO, and in words without a full stop. */
  readonly change?: { readonly startedAt: string; readonly text: string }
  readonly environment: { readonly id: string; readonly name: string; readonly kind: EnvironmentKind }
  /** What was done, as `Rolled back`. */
  readonly done: string
  readonly phase: 'holding' | 'alarm' | 'blind' | 'ended'
  /** The state of it in one sentence: `Holding, 12 min left, 0 restarts.` */
  readonly said: string
  /** What asked for the change and is not known to be better, in sentences that `said` ends with; left out where nothing is. */
  readonly open?: string
  readonly startedAt: string
  /** How long it is to be quiet, and how long it was, milliseconds. */
  readonly forMs: number
  readonly watchedMs: number
  /** Read, and not quiet, milliseconds. */
  readonly alarmMs: number
  /** Not read, milliseconds. */
  readonly blindMs: number
  /** When it was last looked at, ISO; what is left is counted from there. */
  readonly seenAt: string
  /** Why nothing can be told now; null while it can. */
  readonly blindWhy: string | null
  readonly restarts: number
  /** The newest last. */
  readonly alarms: readonly { readonly at: string; readonly endedAt: string | null; readonly text: string }[]
  /** Past a limit for one reading, the newest last. */
  readonly notes: readonly { readonly at: string; readonly text: string }[]
  /** From the start, one a minute. */
  readonly minutes: readonly WatchMinute[]
  readonly end: { readonly at: string; readonly how: WatchEnd; readonly text: string } | null
}

import type { DiffLine } from './change.ts'
import type { Failure } from './failure.ts'
import type { ServiceRef } from './service.ts'

/** How long a server keeps events where nobody said otherwise (kube-apiserver --event-ttl), milliseconds. */
export const eventsKeptMs = 60 * 60_000

/** Something that was changed, or that happened, near the first crossing of a limit. */
export interface SeenChange {
  readonly id: string
  /** ISO, on the server's clock. */
  readonly at: string
  /** `write`: somebody changed an object; `event`: the cluster said that something happened. */
  readonly kind: 'write' | 'event'
  /** `ConfigMap checkout-limits` */
  readonly object: string
  /** Who wrote it, as managedFields name them, or what reported the event; empty where nothing says it. */
  readonly by: string
  /** Which commit was applied by whom, where the reconciler of the object says it; empty otherwise. */
  readonly git: string
  /** What was changed, one line. */
  readonly what: string
  /** Before and after, where history is kept; empty otherwise. */
  readonly diff: readonly DiffLine[]
  /** What it has to do with the service, a clause; empty for nothing that is known. */
  readonly bearing: string
  /** Backout wrote it, this console or another: it is what was done about the trouble, and never its cause. */
  readonly isOurs: boolean
  /** So long before the moment that is looked back from, milliseconds; negative for afterwards. */
  readonly beforeMs: number
  /** The command that shows it. */
  readonly command: string
}

/** What changed in the time before a service first crossed a limit; read only while somebody looks at it. */
export interface WhatChangedView {
  readonly ref: ServiceRef
  /** By the console's clock, ISO; null while it is read for the first time. */
  readonly readAt: string | null
  /** The first crossing of the trouble that goes on, or of the one that is over since; now where there was none, ISO. */
  readonly aroundAt: string
  readonly isCrossing: boolean
  /** It was crossed then or earlier: what is older than the first reading may be its cause. */
  readonly isCrossedEarlier?: boolean
  /** Where the window begins, ISO. */
  readonly fromAt: string
  /** The newest first. */
  readonly changes: readonly SeenChange[]
  /** Changes beyond those that are shown: the ones furthest back. */
  readonly leftOut: number
  /** The change that explains it best, and why, a sentence; null where nothing does. */
  readonly likeliest: { readonly id: string; readonly why: string } | null
  /** What could not be read, by kind: nobody may take it for unchanged. */
  readonly unread: readonly { readonly kind: string; readonly failure: Failure }[]
  /** Kinds that this cluster does not serve. */
  readonly notServed: readonly string[]
}

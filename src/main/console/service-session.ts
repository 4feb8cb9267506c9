import type { Run, ServiceRef, WireRequest } from '../../contract/index.ts'
import type { declinedOn } from '../decision/index.ts'
import type { PlacedPlan } from '../execute/index.ts'
import type { Wanted } from '../plan/index.ts'
import type { PodOutput } from '../pod-output/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { KubeReader } from '../ports/kube.ts'
import type { Place } from '../ports/place.ts'
import type { Charts } from '../status/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import type { WhatChanged } from '../what-changed/index.ts'
import type { EvidenceSubject } from './evidence-keeping.ts'
import type { PreventionOf } from './prevention-facts.ts'

/** What of a service's cluster says what would have helped. */
export type PreventionSource = Pick<PreventionOf, 'ref' | 'objects' | 'prometheus' | 'errorLimit'> & {
  readonly context: string
  readonly reader: KubeReader
}

/** One opened service: what is observed, judged and planned. What is done outlives it. */
export interface ServiceSession {
  readonly ref: ServiceRef
  /** Logs and events of its pods. */
  readonly output: PodOutput
  /** What changed around it before the trouble. */
  readonly changes: WhatChanged
  /** Its golden signals over a longer time. */
  readonly charts: Charts
  /** Where a run on this service would go through, with what is normal as of now. */
  place(): Place
  /** The plan on the screen by its id; null when it is gone. */
  planned(planId: string): PlacedPlan | null
  prepare(wanted: Wanted): Promise<void>
  /** What a step of the plan on the screen sends; null when it is only known at its turn, or sends nothing. */
  requestOf(planId: string, stepId: string): WireRequest | null
  /** Records what is measured now, as what an approval was given on. */
  recordVerdict(): void
  /** What a command is judged by; null while the service has not been read. */
  readonly facts: () => ServiceFacts | null
  /** Somebody said something of the service: it is judged anew. */
  hear(record: JournalRecord): void
  /** What a decision not to act would be made of; null before the first verdict. */
  declineOn(): ReturnType<typeof declinedOn> | null
  /** What is to be kept of it; null while it has not been read. */
  evidence(): EvidenceSubject | null
  /**
   * The operator says what a panel asks; it is remembered for the service, once `agree` was asked about it.
   * @throws FailureError for what cannot be said, and what was not agreed to.
   */
  choose(of: ServiceRef, panel: string, value: string, agree: (what: string) => Promise<void>): Promise<void>
  /** Of what is worked out what would have helped; null while it has not been read. */
  prevention(): PreventionSource | null
  /** Starts over after a finished run. */
  dropPlan(): void
  /** Takes a mark by the operator in, at once, and looks the revisions' standings up again. */
  refreshStandings(): Promise<void>
  /** What is being done to the service, or was done last; null for nothing. */
  follow(run: Run | null): void
  close(): void
}

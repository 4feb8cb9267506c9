import type {
  ChartsView,
  OutputChange,
  PodOutputView,
  ServiceRef,
  Verdict,
  WhatChangedView
} from '../../contract/index.ts'
import { lastValue, windowAround } from '../../contract/index.ts'
import { createPodOutput, type EvidenceBudget, type PodOutput } from '../pod-output/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { Limits } from '../ports/limits.ts'
import { createCharts, readWindow, type Charts, type ServiceUpdate } from '../status/index.ts'
import { createWhatChanged, type WhatChanged } from '../what-changed/index.ts'
import { changeEntries } from './change-entries.ts'
import type { EnvironmentSession } from './environment-session.ts'

export interface ServiceLooksOptions {
  readonly ref: ServiceRef
  readonly session: EnvironmentSession
  readonly journal: Journal
  readonly limits: Limits
  /** Of what may be kept of logs and events in this start. */
  readonly budget: EvidenceBudget
  /** What was observed last; null before the first reading. */
  readonly latest: () => ServiceUpdate | null
  readonly verdict: () => Verdict | null
  readonly abort: AbortSignal
  readonly onOutput: (output: PodOutputView | null) => void
  readonly onOutputChange: (change: OutputChange) => void
  readonly onChanges: (changes: WhatChangedView | null) => void
  readonly onCharts: (charts: ChartsView | null) => void
}

/** What is read of a service only while somebody looks at it. */
export interface ServiceLooks {
  readonly output: PodOutput
  readonly changes: WhatChanged
  readonly charts: Charts
  /** The charts from before the first crossing until now, of an hour at least and a day at most, read once. */
  sinceBefore(abort: AbortSignal): ReturnType<typeof readWindow>
}

export function createServiceLooks(options: ServiceLooksOptions): ServiceLooks {
  const { ref, session, journal, limits, budget, latest, verdict, abort } = options
  const { connection, clock } = session
  const charted = {
    ref,
    context: connection.context,
    workload: () => latest()?.view.signals.find(({ workload }) => workload !== undefined)?.workload ?? ref.name,
    pods() {
      const seen = latest()
      return (seen && lastValue(seen.raw.pods)) ?? []
    },
    prometheus: () => session.prometheus(),
    limits,
    clock
  }
  return {
    output: createPodOutput({
      ref,
      connection,
      clock,
      journal,
      budget,
      pods() {
        const seen = latest()
        const views = seen && lastValue(seen.view.pods)
        return views ? { views, objects: lastValue(seen.raw.pods) ?? [] } : null
      },
      replicaSet() {
        const seen = latest()
        const current = ((seen && lastValue(seen.view.revisions)) ?? []).find(({ isCurrent }) => isCurrent)
        return current?.replicaSet ?? null
      },
      abort,
      onView: options.onOutput,
      onChange: options.onOutputChange
    }),
    changes: createWhatChanged({
      ref,
      connection,
      clock,
      followed: () => latest()?.raw ?? null,
      verdict,
      abort,
      onView: options.onChanges,
      onRead: changeEntries(journal)
    }),
    charts: createCharts({ ...charted, abort, onView: options.onCharts }),
    sinceBefore: (ending) =>
      readWindow(charted, windowAround(verdict()?.firstCrossedAt ?? null, clock.now().getTime()), ending)
  }
}

import type { AzureAccountView, AzureSignInView } from './azure-account.ts'
import type { ChartsView } from './charts.ts'
import type { ChecklistView } from './checklist.ts'
import type { OwedDebt } from './debt.ts'
import type {
  ConnectionView,
  EnvironmentKind,
  EnvironmentView,
  KeychainState,
  LinkView,
  SignInView
} from './environment.ts'
import type { Failure } from './failure.ts'
import type { LastKnown } from './last-known.ts'
import type { DecisionView } from './plan.ts'
import type { OutputChange, PodOutputView } from './pod-output.ts'
import type { PracticeView } from './practice.ts'
import type { ProfileView } from './profile.ts'
import type { RecordChange, RecordView } from './record.ts'
import type { RecentRun, Run, RunElsewhere } from './run.ts'
import type { ServiceRef, ServicesView, ServiceView } from './service.ts'
import type { Verdict } from './verdict.ts'
import type { WatchView } from './watch.ts'
import type { WhatChangedView } from './what-changed.ts'

/**
 * The console's clock as the renderer needs it: simulated time in a drill, wall time otherwise.
 * now = simulatedAt + (Date.now() - realAt) * speed
 */
export interface ClockView {
  readonly simulatedAt: string
  readonly realAt: string
  readonly speed: number
}

export interface UnfinishedIncident {
  /** Number of its first record. */
  readonly firstSeq: number
  readonly service: ServiceRef
  readonly environment: { readonly name: string; readonly kind: EnvironmentKind }
  readonly cluster: ClusterWay
  /** As of when it is known, ISO. */
  readonly at: string
  /** The verdict of then; empty when there was none. */
  readonly lead: string
  /** Whether a plan is kept that was not approved: it can be read out. */
  readonly isPlanned: boolean
}

/** A real service that asked for action when it was left for another cluster. */
export interface LeftOpen {
  readonly ref: ServiceRef
  readonly environment: { readonly id: string; readonly name: string; readonly kind: EnvironmentKind }
  /** What the verdict asked for then. */
  readonly lead: string
  /** When it was left, ISO. */
  readonly at: string
}

/** How a cluster was reached: by which stored kubeconfig, if it still is stored, or by the same context of another. */
export type ClusterWay = Pick<EnvironmentView, 'connectionId' | 'context' | 'server'>

export interface ShellView {
  readonly version: string
  readonly clock: ClockView
  readonly keychain: KeychainState
  readonly connections: readonly ConnectionView[]
  /** What opening the default kubeconfig would import, for first run; null when there is none. */
  readonly defaultKubeconfig: { readonly path: string; readonly contexts: number } | null
  readonly environment: EnvironmentView | null
  readonly links: readonly LinkView[]
  /** What is awaited, as the end of "Waiting for", and whether the waiting can be stopped. */
  readonly busy: { readonly text: string; readonly sinceAt: string; readonly canStop: boolean } | null
  /** What a sign-in program says while it waits for the person; null when none does. */
  readonly signIn: SignInView | null
  /** Who can sign in to Azure, in the order in which they were added. */
  readonly azureAccounts: readonly AzureAccountView[]
  /** The sign-in to Azure that waits; null when none does. */
  readonly azureSignIn: AzureSignInView | null
  /** Id of the plan whose approval, or going on, the person is asked for outside the page; null when none is. */
  readonly approving: string | null
  /** What the system asks in a window of its own, and since when (real time, ISO); null while nothing is asked there. */
  readonly asking: { readonly title: string; readonly sinceAt: string } | null
  readonly failure: Failure | null
  /**
   * The record is open without a cluster, and of what; nulls and '' while none is recorded. Null when it is not. `isOver`:
   * of an earlier incident, that nothing is left to do in but to write it up.
   */
  readonly record: {
    readonly service: ServiceRef | null
    readonly environment: string
    readonly isOver: boolean
    /** Of an incident that goes on, and was no drill; null otherwise. */
    readonly cluster: ClusterWay | null
  } | null
  /** Verifications that go on while another service, or none, is open; those that ended unseen until they are looked at. */
  readonly runsElsewhere: readonly RunElsewhere[]
  /** For the list: the newest of each service of the environment on the screen. */
  readonly recentRuns: readonly RecentRun[]
  /** What was open before the drill, and can be gone back to at once. */
  readonly leftForDrill: { readonly id: string; readonly name: string; readonly kind: EnvironmentKind } | null
  /** Set while another environment is open than the one that asked for action as it was left. */
  readonly leftOpen: LeftOpen | null
  /**
   * A real incident of the last hours that the record says is not put away, while no environment is open: what there is to
   * go on with. Null when there is none, and while anything is open.
   */
  readonly unfinished: UnfinishedIncident | null
  /** What a second start of the program was asked for last and did not do, and when; null for nothing. */
  readonly startedAgain: { readonly text: string; readonly at: string } | null
  readonly operator: string
  /** Chromium's sandbox is off; said in the window. */
  readonly sandboxed: boolean
  readonly preferences: {
    readonly theme: 'dark' | 'light' | 'contrast' | 'system'
    readonly panes: Readonly<Record<string, number>>
    /** Alarms of a watch are heard as well. */
    readonly alarmSound: boolean
  }
}

/** Every feed and its value. Main is the source of truth; the renderer keeps replicas. */
export interface Feeds {
  readonly shell: ShellView
  /** Null until an environment is open. */
  readonly services: ServicesView | null
  /** Null until a service is open. */
  readonly service: ServiceView | null
  readonly verdict: Verdict | null
  readonly decision: DecisionView
  /** Set while the cluster of the service on the screen, or of the record, cannot be reached, and anything was known of it. */
  readonly lastKnown: LastKnown | null
  /** The newest on the service on the screen. */
  readonly run: Run | null
  /** Those before it on the same service that were not put away, oldest first. */
  readonly earlierRuns: readonly Run[]
  /** Services that are watched after a proof, and those whose watch has ended in this session; oldest first. */
  readonly watches: readonly WatchView[]
  /** What is owed in the cluster on the screen, oldest first; also what was handed over. */
  readonly debts: readonly OwedDebt[]
  readonly checklist: ChecklistView
  readonly record: RecordView
  /** Null where the host does not teach. */
  readonly practice: PracticeView | null
  readonly profile: ProfileView
  /** Null while nobody looks. */
  readonly output: PodOutputView | null
  /** Null while nobody looks. */
  readonly changes: WhatChangedView | null
  /** Null while nobody looks. */
  readonly charts: ChartsView | null
}

export type FeedName = keyof Feeds
export const feedNames: readonly FeedName[] = [
  'shell',
  'services',
  'service',
  'verdict',
  'decision',
  'lastKnown',
  'run',
  'earlierRuns',
  'watches',
  'debts',
  'checklist',
  'record',
  'practice',
  'profile',
  'output',
  'changes',
  'charts'
]

/** Feeds that only ever grow: after their first message, which is whole, they say what came to them. */
export interface FeedChanges {
  readonly record: RecordChange
  /** Only while it is not null. */
  readonly output: OutputChange
}

/**
 * One change of a feed: its whole value, or what came to it. `revision` grows by one; after a gap, which only matters to
 * changes, a fresh snapshot is asked for by subscribing again.
 */
export type FeedMessage =
  | { readonly [N in FeedName]: { readonly feed: N; readonly revision: number; readonly value: Feeds[N] } }[FeedName]
  | {
      readonly [N in keyof FeedChanges]: {
        readonly feed: N
        readonly revision: number
        readonly change: FeedChanges[N]
      }
    }[keyof FeedChanges]

/** What the preload exposes as `window.backout`. */
export interface BackoutApi {
  request(name: string, input: unknown): Promise<unknown>
  /** Calls back for each message, first with the current value of every feed. Returns the unsubscribe function. */
  subscribe(listener: (message: FeedMessage) => void): () => void
}

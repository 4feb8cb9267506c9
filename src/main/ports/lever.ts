import type * as z from 'zod/mini'
import type {
  Check,
  Choice,
  Continuation,
  LeverOption,
  LeverView,
  OtherKind,
  Plan,
  ServiceRef,
  ServiceView,
  TrapNotice
} from '../../contract/index.ts'
import type { Failure, Observed, RunStep, StepState, Verdict } from '../../contract/index.ts'
import type { ObservedRegion } from './azure.ts'
import type { Mutation } from './action.ts'
import type { KubeObject } from './kube.ts'
import type { Neighbours } from './neighbours.ts'
import type { ReadPlace } from './place.ts'
import type { Standing, StandingsOf } from './standing.ts'
import type { Step } from './step.ts'
import type { TrafficShare } from './traffic-share.ts'

/** Raw objects that are followed for the opened service, by what they are; ids are data of whoever follows them. */
export type WatchedObjects = ReadonlyMap<string, Observed<readonly KubeObject[]>>

/** Everything that is seen of the opened service, for judging levers. */
export interface World {
  readonly ref: ServiceRef
  readonly context: string
  /** As the window shows it. */
  readonly service: ServiceView
  readonly objects: WatchedObjects
  /** What speaks for and against what can be gone back to; empty while nothing was looked up. */
  readonly standings: readonly Standing[]
  /** The services of its namespace, the opened one among them. */
  readonly neighbours: Neighbours
  /** What part of the requests of its users it gets, as counted; null or left out where all of them are its own. */
  readonly share?: TrafficShare | null
  /** What leads users to its region; left out where that is not known. */
  readonly region?: ObservedRegion
  readonly verdict: Verdict | null
  readonly now: Date
}

/**
 * How a lever stands by itself; which of them is recommended is for the chooser. `fits` may be recommended where the verdict
 * asks for a change, `urgent` whatever the verdict on the service says, because what asks for it lies before the service;
 * `possible` is only offered, `offered` also where nothing asks for a change, as what settles a debt, and `notHere` is not shown: what it works on is no part of this service.
 */
export type Judgement = Omit<LeverView, 'id' | 'title' | 'verb' | 'state' | 'options'> & {
  readonly state:
    | 'urgent'
    | 'fits'
    | 'possible'
    | 'needsChoice'
    | 'refused'
    | 'notNeeded'
    | 'impossible'
    | 'unknown'
    | 'offered'
    | 'notHere'
  /** What is planned when nobody chooses; null when that needs a choice. */
  readonly choice: Choice | null
}

/** What a plan asks for. */
export interface PlanRequest {
  /** Null takes what the lever recommends. */
  readonly choice: Choice | null
  readonly continues: Continuation | null
  /** The verdict's sentence, for `why`; empty without one. */
  readonly why: string
}

/** What planning may use: readers only, so that it cannot change anything. */
export interface PlanTools extends ReadPlace {
  readonly world: World
  readonly newId: () => string
  /** Looks up what speaks for and against what any Deployment can be gone back to, newest revision first. */
  readonly standingsOf: StandingsOf
  readonly abort: AbortSignal
}

/** A plan with what only main knows of it. */
export interface Planned {
  readonly plan: Omit<Plan, 'digest' | 'steps'>
  readonly steps: readonly Step[]
  /** Phases of the proof, as lines of the run. */
  readonly phases: readonly Pick<RunStep, 'id' | 'title' | 'about' | 'expectedMs'>[]
  /** What proving needs, also after a restart: written down with the approval. */
  readonly proof: unknown
  /** What the plan was made of, for `stillFits`. */
  readonly basis: unknown
}

/** A plan as it can be approved: what the window sees, and what will be done. */
export interface ReadyPlan extends Omit<Planned, 'plan'> {
  readonly plan: Plan
  /** Whether the operator chose what it does. */
  readonly isChosen: boolean
}

export type PlanResult =
  | { readonly kind: 'plan'; readonly planned: Planned; readonly isChosen: boolean }
  | { readonly kind: 'refused'; readonly reason: string; readonly source: string; readonly trap: TrapNotice }
  | { readonly kind: 'needsChoice' | 'notNeeded'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What a proof is about. */
export interface Proving<P = unknown> {
  readonly proof: P
  readonly mutations: readonly Mutation[]
  /** When the last change was taken, ISO on the server's clock. */
  readonly changedAt: string
  readonly place: ReadPlace
  readonly abort: AbortSignal
  /**
   * When this proof left a phase behind, done, ISO on the clock of the place: before it was cut off, and is taken up again. Null
   * when it did not; left out for a proof that nobody takes up.
   */
  readonly passedAt?: (phase: string) => string | null
  /** Called when the checks have changed, with the phase that is under way: those before it are over, as their checks say. */
  readonly show: (checks: readonly Check[], phase: string, detail: string) => void
  /** The same where several phases go on at once: how one of them stands, with all checks. */
  readonly showPhase: (checks: readonly Check[], phase: string, state: StepState, detail: string) => void
}

/** How a proof ended. */
export interface Proven {
  readonly checks: readonly Check[]
  readonly proved: boolean
  /** What was seen last, as a record keeps it. */
  readonly seen: Readonly<Record<string, unknown>> | null
  /** How long it is to be watched after a proof, by the clock of the place. */
  readonly watchMs: number
  /** The service that is to be watched, where it is another than the one that was opened: its users are there now. */
  readonly watchOf?: ServiceRef
}

/** What an operator pulls: judges itself, plans, and says what proves it. */
export interface Lever<P = unknown> {
  readonly id: string
  readonly title: string
  /** What it does, as it follows `Plan to`: no button says that it rolls back what it suspends. */
  readonly verb: string
  /** Which kinds of services it works on besides Deployments; of others it is no lever. */
  readonly kinds?: readonly OtherKind[]
  readonly choice: z.ZodMiniType<Choice>
  /** Of what is written down for the proof. */
  readonly proof: z.ZodMiniType<P>
  /** For `npm run levers`: the actions that it plans, the drill's scenarios it is for, fidelity and way back. */
  readonly knows: {
    readonly actions: readonly string[]
    readonly scenarios: { readonly helps: readonly string[]; readonly refused: readonly string[] }
    readonly fidelity: readonly string[]
    readonly undo: string
    /** It is right in no scenario, and there for who has to all the same. */
    readonly lastResort?: true
  }
  /** Pure, at every observation. */
  judge(world: World): Judgement
  /** Options of a judgement; pure. Kept apart because they may be many. */
  options(world: World): readonly LeverOption[]
  /**
   * Reads and previews, changes nothing.
   * @throws FailureError `cancelled` only; every other failure is in the result.
   */
  plan(request: PlanRequest, tools: PlanTools): Promise<PlanResult>
  /** Whether a plan still fits what is seen; pure. */
  stillFits(ready: ReadyPlan, world: World): boolean
  /** Changes whenever planning by itself is worth another try; pure. */
  planKey(world: World): string
  /** @throws the abort reason. */
  prove(proving: Proving<P>): Promise<Proven>
}

/** By id, in the order in which they are shown. */
export type Levers = ReadonlyMap<string, Lever>

import type * as z from 'zod/mini'
import type { DebtView, Failure, Outcome, Target, WireRequest } from '../../contract/index.ts'
import type { ReadPlace } from './place.ts'
import type { DoStep } from './step.ts'
import type { WireResponse } from './wire.ts'

/** What was sent, or is about to be: all that settling needs, read back from an intent. */
export interface Mutation<F = unknown> {
  readonly target: Target
  readonly facts: F
  readonly request: WireRequest
  readonly command: string
}

export interface LookOptions {
  readonly abort: AbortSignal
  /** How the plan was approved; typing also stands for what could not be read then. */
  readonly approval: 'typed' | 'hold'
}

/** Whether a step still fits what is there, just before it is sent. */
export type Look =
  | {
      readonly kind: 'ready'
      readonly request: WireRequest
      /** The pre-image: what the change replaces, for the intent and for the way back. */
      readonly before: unknown
    }
  /** There is nothing to send: it is so since then, ISO on the server's clock; null when nothing says so. */
  | { readonly kind: 'already'; readonly since: string | null; readonly text: string }
  /** Someone changed it after the plan was made; `unmet` are the paths. */
  | { readonly kind: 'changed'; readonly failure: Failure; readonly unmet: readonly string[] }
  | { readonly kind: 'refused'; readonly failure: Failure }

/** What a fresh reading says about a request whose answer is unknown. Never a guess. */
export type Conclusion =
  | { readonly kind: 'applied'; readonly text: string }
  /** As before the request: it was not applied so far, and may still arrive. */
  | { readonly kind: 'asBefore'; readonly text: string }
  /** Something is being done with the target, and what comes of it is not known yet: it is read on, however late it is. */
  | { readonly kind: 'running'; readonly text: string }
  | { readonly kind: 'overtaken' | 'gone'; readonly text: string; readonly failure: Failure }

export interface StepOutcome {
  readonly outcome: Outcome
  readonly failure?: Failure
}

/** A reading of a target, for a conclusion. */
export interface Seen {
  /** Whatever the action understands; null when there is no such object. */
  readonly object: unknown
  /** What a record keeps of it: never its content. */
  readonly facts: Readonly<Record<string, unknown>> | null
}

/**
 * One kind of mutation of one kind of object: how to look, what an answer means, what became of it, how to take it back.
 * A crash is settled by the action alone, so an intent names the action and the version of its facts.
 */
export interface Action<F = unknown> {
  readonly id: string
  /** Of the facts; grows when an older process could not understand them. */
  readonly version: number
  readonly facts: z.ZodMiniType<F>
  /** @throws FailureError when the target cannot be read. */
  look(step: DoStep<F>, place: ReadPlace, options: LookOptions): Promise<Look>
  /**
   * Reads the target, for `conclude`. `logged` puts the read into the command log; polling stays out of it.
   * @throws FailureError when it cannot be read; that it does not exist is a reading.
   */
  read(mutation: Mutation<F>, place: ReadPlace, abort: AbortSignal, logged: boolean): Promise<Seen>
  /** Pure. */
  conclude(mutation: Mutation<F>, seen: Seen): Conclusion
  /**
   * Of a change that is meant to stay while its proof is watched: how it is not any more what was written, as a sentence for an
   * alarm, with who did that where the target says so; null while it is. Pure. Left out where a change goes on by itself.
   */
  undoneIn?(mutation: Mutation<F>, seen: Seen): string | null
  /** When the change that `conclude` saw was written, ISO on the server's clock; null when nothing says so. */
  writtenAt(mutation: Mutation<F>, seen: Seen): string | null
  /** What an answer means. One that the other side did not give says nothing about what became of the request. */
  outcome(mutation: Mutation<F>, response: WireResponse, before: unknown, place: ReadPlace): StepOutcome
  /**
   * Of an answer by which the request was certainly turned away before anything was done with it: after how long the other
   * side wants it again, milliseconds by the clock of the place. Null for any other answer, and for one that names no time.
   * Left out by actions that send nothing again.
   */
  againAfter?(response: WireResponse): number | null
  /** What a record keeps of an answer's body: which object in which version, never its content. */
  factsOf(body: string): Readonly<Record<string, unknown>>
  /**
   * Of a long operation (202): reads it until it has ended, and then the target. Left out by actions without any. The
   * headers say where it is: after a restart they are all that is left of the answer.
   * @throws FailureError when it cannot be read; it is read again then.
   */
  follow?(mutation: Mutation<F>, accepted: WireResponse, place: ReadPlace, abort: AbortSignal): Promise<StepOutcome>
  /** The step that takes it back, made of the pre-image in the intent. */
  undo(mutation: Mutation<F>, before: unknown): DoStep<F> | { readonly none: string }
  /** What a done step leaves behind; an id names its target, so that no two debts have the same. */
  debts?(mutation: Mutation<F>): readonly Pick<DebtView, 'id' | 'text' | 'command'>[]
  /** Ids of debts, of whichever run, that a done step settles. */
  settles?(mutation: Mutation<F>): readonly string[]
  /** Facts of an intent that an earlier version wrote; null when it is not one of this action. */
  earlier?(body: Readonly<Record<string, unknown>>): Mutation<F> | null
}

/** By id. */
export type Actions = ReadonlyMap<string, Action>

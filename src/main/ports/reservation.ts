import type { ServiceRef, WireRequest } from '../../contract/index.ts'
import type { ReadPlace } from './place.ts'
import type { WireResponse } from './wire.ts'

/** Who holds a service, as the mark on the other side says it. */
export interface Holder {
  /** `anna on laptop-7`; empty for nobody. */
  readonly who: string
  /** Which journal it writes: of two processes with one journal the earlier one is dead. */
  readonly journal: string
  /** Tells two runs of one console apart. */
  readonly runId: string
}

/** A mark as it was read, with what writing it needs. */
export interface Mark {
  readonly holder: Holder
  /** ISO, by the holder's own clock: for words only, never compared with ours. */
  readonly sinceAt: string | null
  /** How long after its last renewal it counts, milliseconds. */
  readonly validMs: number
  /** Changes with every write of it. */
  readonly version: string
}

/** What an answer to a write of the mark means. */
export type Marked =
  | { readonly kind: 'marked'; readonly mark: Mark }
  /** Somebody else was faster. */
  | { readonly kind: 'lost' }
  /** It may not be written, or nobody can tell what became of it. */
  | { readonly kind: 'unavailable'; readonly why: string }

/**
 * A mark on the other side that says who is changing a service, so that two consoles never do so at once. The requests are
 * made here; execution sends them.
 */
export interface Reservations {
  /**
   * The mark, fresh; null where there is none.
   * @throws FailureError when it cannot be read.
   */
  read(place: ReadPlace, ref: ServiceRef, abort: AbortSignal): Promise<Mark | null>
  /**
   * The marks of several services, fresh, each as `read` has it: one request a namespace.
   * @throws FailureError when they cannot be read together.
   */
  readAll(place: ReadPlace, refs: readonly ServiceRef[], abort: AbortSignal): Promise<readonly (Mark | null)[]>
  /** Takes it, or renews it, provided that it is still as it was read; null makes it. */
  hold(ref: ServiceRef, mark: Mark | null, holder: Holder): WireRequest
  /** Lets it go, provided that it is still ours. */
  release(ref: ServiceRef, mark: Mark): WireRequest
  outcome(response: WireResponse): Marked
}

import type { Gate } from './step.ts'
import type { ReadPlace } from './place.ts'

/** One reading of a gate. */
export interface GateReading {
  /** Null when it cannot be told: the gate's time starts again. */
  readonly met: boolean | null
  /** The value and the limit, with units; or why it cannot be told. */
  readonly text: string
  /** When what was read was so, ISO on the clock of the place; left out for what is so now. */
  readonly at?: string
  /** It will not come true any more: nothing is waited for. */
  readonly isLost?: true
}

export interface GateOptions {
  /** Requests from before this time say nothing: ISO, when the last change was taken. */
  readonly sinceAt: string
  readonly abort: AbortSignal
}

/**
 * Reads a gate that something measures; the operator's own are asked by the executor.
 * @throws FailureError when nothing can be read.
 */
export interface Gates {
  read(gate: Exclude<Gate, { readonly kind: 'operator' }>, place: ReadPlace, options: GateOptions): Promise<GateReading>
}

/**
 * Captures evidence for the record: what is returned is written down, redacted as every record.
 * @throws FailureError when it cannot be had.
 */
export interface Keepers {
  keep(what: unknown, place: ReadPlace, abort: AbortSignal): Promise<Readonly<Record<string, unknown>>>
}

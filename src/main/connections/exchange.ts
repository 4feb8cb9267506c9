import type { Failure, WireRequest } from '../../contract/index.ts'

/** One read that is to be recorded: what was asked, and what came back. */
export interface Exchange {
  /** When it was sent, on the connection's clock. */
  readonly at: string
  readonly label: 'read' | 'dry run'
  readonly command: string
  readonly request: WireRequest
  /** Null when there was no complete answer. */
  readonly status: number | null
  readonly durationMs: number
  /** The answer's text, cut at 64 KiB; empty when there was none. */
  readonly body: string
  readonly failure?: Failure
}

/** What came back, with the facts a record needs. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The server's own `Date`, ISO; null when it sent none. */
  readonly serverAt: string | null
  /** Under which id the server's own log of requests has it; null when it did not say. */
  readonly auditId: string | null
  readonly durationMs: number
}

/** How far a mutation got when it failed: decides between `cancelled`/`failed` and `unknown`. */
export class SendError extends Error {
  readonly sent: 'nothing' | 'maybe'

  constructor(sent: 'nothing' | 'maybe', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SendError'
    this.sent = sent
  }
}

/**
 * The longest that anybody waits for the answer to a mutation, real milliseconds. Whoever sends one gives it up before by its
 * signal; below that, a connection has no deadline of its own for it.
 */
export const longestAnswerMs = 300_000

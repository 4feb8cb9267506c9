/** Tokens that let a person or an application read metrics, of an account that has signed in elsewhere. */
export interface MetricsTokens {
  /** Whose they are, in words: `ann@example.com of tenant contoso`. */
  readonly who: string
  /** One that is good by the clock. @throws FailureError where none can be had without asking a person */
  token(): Promise<string>
  /** The one that was given was refused: the next one is another. False when that was just done. */
  renew(): boolean
  close(): void
}

/** What a probe of our own found. */
export interface ProbeReading {
  /** Null when it cannot be told from here. */
  readonly isWell: boolean | null
  readonly text: string
}

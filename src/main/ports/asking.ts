import type { Check, ServiceRef, SignalId } from '../../contract/index.ts'

/** A row of the matrix that asked for a change, by what it judged. */
export interface AskedFor {
  readonly signal: SignalId
  /** Of the row. */
  readonly title: string
}

/** What asks for a change and no proof of a lever measures by itself: memory, the business, what people say. */
export interface AskingRows {
  /** As it asks now. */
  now(): readonly AskedFor[]
  /**
   * Whether it still does, as one check each: true, false or unknown. What cannot be told so early informs.
   * @throws the abort reason.
   */
  checks(asked: readonly AskedFor[], ref: ServiceRef, abort: AbortSignal): Promise<readonly Check[]>
}

/** One line of a difference. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** One part of a whole, such as the pods of one revision. */
export interface Share {
  readonly label: string
  /** In the unit of the change; null while it cannot be told. */
  readonly value: number | null
  /** How it is, such as `2 of 4 ready`; may be empty. */
  readonly detail: string
  /** What it is called once the change is made, where that is another name than the label. */
  readonly becomes?: string
  readonly tone: 'good' | 'bad' | 'unknown'
}

/** What a plan changes, as data: the window has one drawing for each kind and none for a lever. */
export type Change =
  | {
      readonly kind: 'shares'
      readonly title: string
      readonly unit: 'pods' | '%' | 'regions'
      readonly before: readonly Share[]
      readonly after: readonly Share[]
    }
  | { readonly kind: 'value'; readonly title: string; readonly before: string; readonly after: string }
  | { readonly kind: 'lines'; readonly title: string; readonly lines: readonly DiffLine[] }

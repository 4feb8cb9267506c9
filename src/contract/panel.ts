import type { Change, Share } from './change.ts'
import type { Observed } from './observed.ts'

/** One line of a live panel. */
export interface PanelRow {
  readonly label: string
  readonly value: string
  readonly tone: 'good' | 'warn' | 'bad' | 'unknown' | 'plain'
}

/** What a live panel is drawn of: the window has one drawing for each kind, and knows no source. */
export type PanelPart =
  | { readonly kind: 'rows'; readonly rows: readonly PanelRow[] }
  | {
      readonly kind: 'shares'
      readonly title: string
      readonly unit: Extract<Change, { readonly kind: 'shares' }>['unit']
      readonly shares: readonly Share[]
    }
  /** Counts down to `at`, ISO on the server's clock. */
  | { readonly kind: 'countdown'; readonly title: string; readonly at: string }
  | { readonly kind: 'sentence'; readonly text: string; readonly tone: PanelRow['tone'] }

/** A live panel about something beside the Deployment, such as a Canary. */
export interface PanelView {
  /** Unique within a service. */
  readonly id: string
  readonly title: string
  readonly parts: Observed<readonly PanelPart[]>
}

import type { Change, Share } from './change.ts'
import type { Observed } from './observed.ts'

/** One line of a live panel. */
export interface PanelRow {
  readonly label: string
  readonly value: string
  readonly tone: 'good' | 'warn' | 'bad' | 'unknown' | 'plain'
}

/** One value of a table. */
export interface PanelCell {
  readonly text: string
  readonly tone: PanelRow['tone']
  /** Counts down to then in the place of the text, ISO on the clock of the place; the text stands once it is over. */
  readonly until?: string
}

/** What a live panel is drawn of: the window has one drawing for each kind, and knows no source. */
export type PanelPart =
  | { readonly kind: 'rows'; readonly rows: readonly PanelRow[] }
  /** What is configured beside what is observed, or one place beside another: as many cells a row as there are columns. */
  | {
      readonly kind: 'grid'
      /** What the rows are, over their labels. */
      readonly corner: string
      /** What of it stands in a strip that has no room for a table; its worst cell alone where left out. */
      readonly brief?: string
      readonly columns: readonly string[]
      readonly rows: readonly { readonly label: string; readonly cells: readonly PanelCell[] }[]
    }
  | {
      readonly kind: 'shares'
      readonly title: string
      readonly unit: Extract<Change, { readonly kind: 'shares' }>['unit']
      readonly shares: readonly Share[]
    }
  /** Counts down to `at`, ISO on the server's clock. */
  | { readonly kind: 'countdown'; readonly title: string; readonly at: string }
  | { readonly kind: 'sentence'; readonly text: string; readonly tone: PanelRow['tone'] }
  /** `other` labels a field for one that is not listed. */
  | {
      readonly kind: 'choices'
      readonly title: string
      readonly choices: readonly PanelChoice[]
      readonly other: string
    }

/** What of a panel is the operator's to say: each is a button, and `panel.choose` says it. */
export interface PanelChoice {
  readonly title: string
  /** In a few words, what speaks for it; may be empty. */
  readonly detail: string
  /** As `panel.choose` takes it. */
  readonly value: string
  readonly isChosen: boolean
}

/** A live panel about something beside the Deployment, such as a Canary. */
export interface PanelView {
  /** Unique within a service. */
  readonly id: string
  readonly title: string
  /** What lies before the service is what is wrong: it stands above what is measured of the service itself. */
  readonly isAhead?: true
  readonly parts: Observed<readonly PanelPart[]>
}

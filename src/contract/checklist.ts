import type { FileProblem } from './profile.ts'

/** One task of a procedure, with its commands filled in for the service. */
export interface TaskView {
  readonly id: string
  readonly phase: string
  readonly title: string
  readonly help: string
  /** Commands to copy or read out; exact, for this service. */
  readonly commands: readonly string[]
  /** `plan` opens the lever; `watch` runs a timer; `manual` is only ticked. */
  readonly action: 'manual' | 'read' | 'plan' | 'watch'
  readonly state: 'todo' | 'now' | 'done' | 'doneElsewhere'
  readonly doneAt: string | null
  readonly notes: readonly { readonly at: string; readonly text: string }[]
  /** Filled from live data, for example `Plan ready, waiting for approval: Roll back checkout to revision 41`. */
  readonly hint: string
}

export interface ChecklistView {
  readonly runbook: string
  readonly title: string
  readonly subtitle: string
  readonly tasks: readonly TaskView[]
  /** The last status update that was copied: when, and by when it promises the next, ISO; null in it for none. Null before any. */
  readonly update: { readonly at: string; readonly nextAt: string | null } | null
  /** Errors found while loading the runbook data, with file, line and column. */
  readonly problems: readonly FileProblem[]
}

import type { Run } from '../../contract/index.ts'
import type { Actions } from '../ports/action.ts'
import type { Gates, Keepers } from '../ports/gate.ts'
import type { Journal } from '../ports/journal.ts'
import type { Levers, ReadyPlan } from '../ports/lever.ts'
import type { Place } from '../ports/place.ts'
import type { Reservations } from '../ports/reservation.ts'
import type { RunIndex } from '../run/index.ts'

/** A run and the connection that it goes through. */
export interface PlacedRun {
  readonly run: Run
  readonly place: Place
}

/** The plan on the screen, and the connection that it was made through. */
export interface PlacedPlan extends ReadyPlan {
  readonly place: Place
}

export interface ExecutorPorts {
  readonly journal: Journal
  /** Of that journal. */
  readonly index: RunIndex
  readonly actions: Actions
  readonly levers: Levers
  readonly gates: Gates
  readonly keepers: Keepers
  readonly operator: string
  /** Keeps consoles apart; null where there is only one. */
  readonly reservations: Reservations | null
  /** Who and where this console is, for others: `anna on laptop-7`. */
  readonly holder: string
  /** The plan on the screen, by id; null when it is gone. */
  readonly currentPlan: (planId: string) => PlacedPlan | null
  /** Called with every new state of every run. */
  readonly onRun: (placed: PlacedRun) => void
  readonly newId: () => string
  /** How long the other side may take to answer, real milliseconds; 20 s when left out. */
  readonly timeoutMs?: number
  /** How long after the cancel window the first request may still be sent, real milliseconds; 10 s when left out. */
  readonly lateMs?: number
  /** For how long a target is read on after a request was found not to be applied, real milliseconds; 10 min when left out. */
  readonly readOnMs?: number
  /** Between two of those readings, real milliseconds; 5 s when left out. */
  readonly readOnEveryMs?: number
  /** For how long a plan waits between its steps for the other side to answer again, real milliseconds; 3 min when left out. */
  readonly outageMs?: number
}

import {
  isReported,
  stillOpen,
  type EnvironmentView,
  type ServiceRef,
  type StillOpen,
  type Verdict,
  type WatchView
} from '../../contract/index.ts'
import { openWords } from '../../contract/words/open-words.ts'
import { minutesOf, saidOf, type WatchState } from '../monitor/index.ts'
import { changeWords, doneWords, overId, type WatchOver } from './watch-over.ts'

/** A watch as far as it is shown. */
export interface ShownWatch {
  readonly over: WatchOver
  readonly ref: ServiceRef
  readonly environment: Pick<EnvironmentView, 'id' | 'name' | 'kind'>
  readonly state: WatchState
  /** What asked for the run and is not known to be better, as it was known last. */
  readonly open: readonly StillOpen[]
}

/** What a verdict that is judged without the words of people does not say of them is as it was. */
export function openNow({ over, open }: ShownWatch, verdict: Verdict | null): readonly StillOpen[] {
  if (over.kind === 'change') return []
  const isHeard = verdict?.judgements.some(({ signal }) => isReported(signal)) ?? false
  return [
    ...stillOpen(over.run, verdict).filter(({ signal }) => isHeard || !isReported(signal)),
    ...(isHeard ? [] : open.filter(({ signal }) => isReported(signal)))
  ]
}

/** A watch as the `watches` feed has it. @param now of the clock that is watched by */
export function watchView({ over, ref, environment, state, open }: ShownWatch, now: Date): WatchView {
  const { startedAt, forMs, watchedMs, alarmMs, blindMs, seenAt, phase, blind, restarts, alarms, notes, end } = state
  const { id, name, kind } = environment
  const openText = openWords(open, now.getTime())
  const of = over.kind === 'run' ? over.run.watchOf : undefined
  return {
    id: overId(over),
    runId: over.kind === 'run' ? over.run.id : null,
    ref,
    ...(openText === '' ? {} : { open: openText }),
    ...(of ? { of } : {}),
    ...(over.kind === 'change' ? { change: { startedAt: over.change.startedAt, text: changeWords(over.change) } } : {}),
    environment: { id, name, kind },
    done: doneWords(over),
    phase,
    said: `${saidOfWatch({ over, state })}${openText === '' ? '' : ` ${openText}`}`,
    startedAt,
    forMs,
    watchedMs,
    alarmMs,
    blindMs,
    seenAt,
    blindWhy: blind?.why ?? null,
    restarts,
    alarms,
    notes,
    minutes: minutesOf(state),
    end
  }
}

/** How it stands, with the name of the service that is read where that is another one. */
export function saidOfWatch({ over, state }: Pick<ShownWatch, 'over' | 'state'>): string {
  const of = over.kind === 'run' ? over.run.watchOf : undefined
  return of ? `${of.name}: ${saidOf(state)}` : saidOf(state)
}

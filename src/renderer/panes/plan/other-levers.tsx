import type { LeverView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { focusPane } from '../shell/focus-pane.ts'
import { wantInSight } from './go-to-approval.ts'
import css from './plan.module.css'

const words: Readonly<Record<LeverView['state'], string>> = {
  recommended: 'recommended',
  possible: 'possible',
  needsChoice: 'needs a choice',
  refused: 'refused',
  notNeeded: 'not needed',
  planning: 'planning',
  failed: 'not possible now'
}

interface Props {
  readonly levers: readonly LeverView[]
  /** Why nothing can be planned; null while the cluster is reached. */
  readonly offline: string | null
}

/** The levers that are not the one above, each with its reason, and what may be planned instead. */
export function OtherLevers({ levers, offline }: Props) {
  if (levers.length === 0) return null
  return (
    <section className={css['others']} aria-label="Other levers" data-testid="other-levers">
      <h2>Other levers</h2>
      <ul>
        {usableFirst(levers).map((lever) => (
          <li key={lever.id} data-state={lever.state} data-lever={lever.id}>
            <b>{lever.title}</b>
            <div>
              <p>{lever.reason}</p>
              {mayBePlanned(lever) && factsOf(lever) !== '' && <p className="dim">{factsOf(lever)}</p>}
            </div>
            <div>
              <span>{offline !== null && mayBePlanned(lever) ? 'not known now' : words[lever.state]}</span>
              {mayBePlanned(lever) && (
                <Button
                  look="small"
                  disabled={offline !== null}
                  title={offline ?? undefined}
                  onClick={() => planInstead(lever)}
                >
                  {lever.state === 'needsChoice' ? `Choose, to ${lever.verb}` : `Plan to ${lever.verb}`}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** In the order of the levers: those that may be planned before those that only say why not. */
function usableFirst(levers: readonly LeverView[]): readonly LeverView[] {
  return levers.toSorted((a, b) => Number(mayBePlanned(b)) - Number(mayBePlanned(a)))
}

/** What is refused, impossible or not needed says why, and offers nothing. */
function mayBePlanned({ state }: LeverView): boolean {
  return state === 'recommended' || state === 'possible' || state === 'needsChoice'
}

/** How it compares: when users notice, whether it can be taken back, what is left to be done. */
function factsOf({ takesEffectMs, reversible, leaves }: LeverView): string {
  const back = { yes: '', hard: 'Hard to take back.', no: 'Cannot be taken back.' }[reversible]
  return [
    takesEffectMs === null ? '' : `Users notice in about ${formatDuration(takesEffectMs)}.`,
    back,
    leaves.length === 0 ? '' : `Leaves: ${leaves.join('; ')}.`
  ]
    .filter((text) => text !== '')
    .join(' ')
}

/** Its plan takes the place of the one above: the keyboard and the eye go there. */
function planInstead({ id }: LeverView): void {
  focusPane('main')
  wantInSight(id)
  void ask('plan.prepare', { lever: id })
}

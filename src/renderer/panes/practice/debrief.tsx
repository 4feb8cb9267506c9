import { useEffect } from 'react'
import type { DebriefView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { Busy } from '../shell/busy.tsx'
import { Leaving, leftBy } from './leaving.tsx'
import css from './practice.module.css'
import { practise, startExercise } from './practise.ts'

const decisions: Readonly<Record<DebriefView['decision'], string>> = {
  carriedOut: 'Until you decided',
  leftAlone: 'Until you left it alone',
  none: 'Until you ended it'
}

const count = new Intl.NumberFormat('en-US')

/** How the exercise went; opens by itself when the operator ended it, because the proof of a run is to be seen first. */
export function Debrief() {
  const open = useView((view) => view.overlay === 'debrief')
  const practice = useFeed('practice')
  const debrief = practice?.debrief ?? practice?.lastDebrief ?? null
  const current = practice?.debrief ?? null
  const stopped = current?.ended === 'stopped'
  useEffect(() => {
    if (stopped) setView({ overlay: 'debrief' })
  }, [stopped])
  return open && debrief !== null ? <OpenDebrief debrief={debrief} /> : null
}

function OpenDebrief({ debrief }: { readonly debrief: DebriefView }) {
  const shell = useFeed('shell')
  const busy = shell?.busy ?? null
  const leaving = leftBy(shell)
  const { exercise, seed, next } = debrief
  const again = (): void => void startExercise(exercise, seed)
  const anew = (): void => void startExercise(exercise)
  const goOn = (): void => void (next !== null && startExercise(next))
  function close(): void {
    setView({ overlay: 'none' })
    void ask('practice.putAway', {})
  }
  // Wherever the focus is: the dialog is all there is.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (busy !== null || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      const action = { n: goOn, s: again, a: anew, p: practise }[event.key]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  return (
    <Dialog title={`How it went: ${exercise.title}`} onClose={close}>
      <div data-testid="debrief">
        <dl className={css['figures']}>
          <div>
            <dt>{decisions[debrief.decision]}</dt>
            <dd>{formatDuration(debrief.decidedInSeconds * 1_000)}</dd>
          </div>
          <div>
            <dt>Requests that failed from the briefing on</dt>
            <dd>
              {debrief.lost === null ? 'not counted' : count.format(debrief.lost)}
              <small>{bestText(debrief)}</small>
              {debrief.lost !== null && (
                <small>
                  Counted by the drill. The report estimates, as it has to on a real cluster, and from the first
                  crossing on, so its number is higher where users were hurt before the briefing.
                </small>
              )}
            </dd>
          </div>
          <div>
            <dt>Hints</dt>
            <dd>{debrief.hints === 0 ? 'none' : `${debrief.hints} taken`}</dd>
          </div>
        </dl>
        <h3>Wrong turns</h3>
        {debrief.wrongTurns.length === 0 ? (
          <p>
            <b className="ok">No wrong turn was approved.</b> What was only opened, read or planned counts as none:
            looking is free.
          </p>
        ) : (
          <ul className={css['turns']}>
            {debrief.wrongTurns.map((turn) => (
              <li key={turn} className="warn">
                {turn}
              </li>
            ))}
          </ul>
        )}
        <h3>What it teaches</h3>
        <p className={css['teaches']}>{debrief.teaches}</p>
        <h3>What tempts</h3>
        <p className={css['teaches']}>{debrief.tempts}</p>
        {leaving !== null && <Leaving environment={leaving} />}
        <div className={css['actions']}>
          {busy !== null && <Busy busy={busy} />}
          <Button look="ghost" disabled={busy !== null} onClick={again}>
            The same again <kbd>s</kbd>
          </Button>
          <Button look="ghost" disabled={busy !== null} onClick={anew}>
            With other names and numbers <kbd>a</kbd>
          </Button>
          {next === null && (
            <Button disabled={busy !== null} onClick={practise}>
              All exercises <kbd>p</kbd>
            </Button>
          )}
          {next !== null && (
            <Button disabled={busy !== null} onClick={goOn}>
              Next: {next.title} <kbd>n</kbd>
            </Button>
          )}
        </div>
        <p className={css['seed']}>Seed {seed}</p>
      </div>
    </Dialog>
  )
}

function bestText({ decision, lost, bestLost }: DebriefView): string {
  // Where nothing was decided there is nothing to hold against a swift decision.
  if (lost === null || decision === 'none') return ''
  if (bestLost === null) return lost === 0 ? 'none was yours to spare' : 'none of them was yours to spare'
  if (lost <= bestLost) return 'as few as with a swift decision'
  return `about ${count.format(bestLost)} with a swift decision`
}

import { asksForChange, stillOpen, type Run } from '../../../contract/index.ts'
import { openWords } from '../../../contract/words/open-words.ts'
import { ask } from '../../stores/ask.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import css from './practice.module.css'
import { nameAndKind } from './practise.ts'

/** In a drill: what you were told, the hints that you asked for, how to end it, and the way back to what was open before. */
export function PracticeBar() {
  const shell = useFeed('shell')
  const practice = useFeed('practice')
  // A proof is of its time: what was proved may ask again, and stays on the screen.
  const verdict = useFeed('verdict') ?? null
  const asksAgain = asksForChange(verdict?.level)
  const run = useFeed('run') ?? null
  const now = useNowMs()
  const open = run === null ? '' : openWords(stillOpen(run, verdict), now)
  const over = open === '' ? 'Proved, and over.' : `Proved. ${open}`
  const proved = asksAgain ? 'Proved, and it asks for action again.' : (sinceText(run) ?? over)
  const before = shell?.leftForDrill ?? null
  const isDrill = shell?.environment?.kind === 'drill'
  const playing = isDrill ? (practice?.playing ?? null) : null
  const debrief = isDrill ? (practice?.debrief ?? null) : null
  if (playing === null && debrief === null && before === null) return null
  return (
    <section className={css['bar']} aria-label="Practice" data-testid="practice">
      <div>
        {playing !== null && (
          <p className={css['briefing']} title={playing.briefing}>
            <b>{playing.exercise.title}.</b> {playing.briefing}
          </p>
        )}
        {debrief !== null && (
          <p>
            <b>{debrief.exercise.title}.</b> {debrief.ended === 'proved' ? proved : 'Ended.'}
          </p>
        )}
        {playing !== null && playing.hintsTaken > 0 && (
          <p className="dim">
            {playing.hintsTaken} {playing.hintsTaken === 1 ? 'hint' : 'hints'} taken
          </p>
        )}
        {playing?.hints.map((hint) => (
          <p key={hint} className={css['hint']}>
            Hint: {hint}
          </p>
        ))}
      </div>
      <div className={css['buttons']}>
        {playing !== null && playing.hintsLeft > 0 && (
          <Button look="small" onClick={() => void ask('practice.hint', {})}>
            Give me a hint <kbd>h</kbd>
          </Button>
        )}
        {playing !== null && (
          <Button look="small" onClick={() => void ask('practice.end', {})}>
            End the exercise
          </Button>
        )}
        {debrief !== null && (
          <Button look="small" keys="h" onClick={() => setView({ overlay: 'debrief' })}>
            How it went
          </Button>
        )}
        {before !== null && (
          <Button look="small" onClick={() => void ask('drill.back', {})}>
            Back to {nameAndKind(before)}
          </Button>
        )}
      </div>
    </section>
  )
}

/** What was done since the proof keeps it from being over; null where that is the last that was done. */
function sinceText(run: Pick<Run, 'state' | 'proved' | 'attempts'> | null): string | null {
  if (run === null || run.proved) return null
  if (run.state !== 'settled') return 'Proved before; another change is under way.'
  return run.attempts.length > 0 ? 'Proved before; what was done since is not proved.' : null
}

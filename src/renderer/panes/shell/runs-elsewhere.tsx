import type { RunElsewhere } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import type { Tone } from '../../ui/tone.ts'
import css from './shell.module.css'

/** What goes on, or has ended unseen, at services that are not on the screen; with the way back to each. */
export function RunsElsewhere() {
  const shell = useFeed('shell')
  const runs = shell?.runsElsewhere ?? []
  if (runs.length === 0) return null
  return (
    <section className={css['elsewhere']} aria-label="Actions elsewhere" data-testid="runs-elsewhere">
      <ul>
        {runs.map((run) => {
          const { text, tone } = state(run)
          const isHere = run.environment.id === shell?.environment?.id
          return (
            <li key={run.id} data-testid="run-elsewhere" data-run={run.id}>
              <span>
                <b className={tone}>{text}</b> {run.title}, {run.ref.namespace} in {run.environment.name}
              </span>
              {isHere ? (
                <Button look="small" onClick={() => void ask('service.open', { ref: run.ref })}>
                  Show {run.ref.name}
                </Button>
              ) : (
                <Button look="small" onClick={() => setView({ overlay: 'connections' })}>
                  Open {run.environment.name} to see it
                </Button>
              )}
              {run.state === 'settled' && (
                <Button look="small" onClick={() => void ask('run.dismiss', { runId: run.id })}>
                  Dismiss
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function state(run: RunElsewhere): { readonly text: string; readonly tone: Tone } {
  if (run.state !== 'settled') return { text: '▶ Going on:', tone: '' }
  if (run.proved) return { text: '✓ Proved:', tone: 'ok' }
  if (run.outcome === 'unknown') return { text: '? Outcome unknown:', tone: 'unk' }
  return { text: '! Not proved:', tone: 'warn' }
}

import type { EnvironmentKind, LeftOpen, RunElsewhere } from '../../../contract/index.ts'
import { saidKind } from '../../../contract/environment.ts'
import { ask } from '../../stores/ask.ts'
import { feedStore, useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import type { Tone } from '../../ui/tone.ts'
import css from './shell.module.css'

/** What goes on, was left, or has ended unseen, at services that are not on the screen; with the way back to each. */
export function RunsElsewhere() {
  const shell = useFeed('shell')
  const runs = shell?.runsElsewhere ?? []
  const notNow = useView((view) => view.notNow)
  const left = shell?.leftOpen ?? null
  const reminds = left !== null && left.at !== notNow ? left : null
  if (runs.length === 0 && reminds === null) return null
  return (
    <section className={css['elsewhere']} aria-label="Actions elsewhere" data-testid="runs-elsewhere">
      <ul>
        {reminds !== null && <LeftRow left={reminds} />}
        {runs.map((run) => {
          const { text, tone } = state(run)
          const isHere = run.environment.id === shell?.environment?.id
          return (
            <li
              key={run.id}
              data-kind={isHere ? undefined : run.environment.kind}
              data-testid="run-elsewhere"
              data-run={run.id}
            >
              <span>
                {!isHere && <strong className={css['kind']}>{kinds[run.environment.kind]}</strong>}{' '}
                <b className={tone}>{text}</b> {run.words.title}, {run.ref !== null && `${run.ref.namespace} in `}
                {run.environment.name}
                {run.isLeft && (
                  <>
                    , approved <Age at={run.approvedAt} />
                  </>
                )}
              </span>
              {isHere ? (
                run.ref !== null && (
                  <Button look="small" onClick={() => void show(run.ref)}>
                    {run.isLeft ? 'Look' : `Show ${run.ref.name}`}
                  </Button>
                )
              ) : (
                <Button look="small" onClick={() => void openThere(run)}>
                  {run.isLeft ? `Open ${run.environment.name} and look` : `Open ${run.environment.name} to see it`}
                </Button>
              )}
              {(run.state === 'settled' || run.isLeft) && (
                <Button look="small" onClick={() => void ask('run.dismiss', { runId: run.id })}>
                  {run.isLeft ? 'Not now' : 'Dismiss'}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** A service that asked for action and was left for the cluster on the screen. */
function LeftRow({ left }: { readonly left: LeftOpen }) {
  const { ref, environment, lead, at } = left
  return (
    <li data-kind={environment.kind} data-testid="left-open">
      <span>
        <strong className={css['kind']}>{kinds[environment.kind]}</strong> <b className="warn">! Left open:</b>{' '}
        {ref.namespace}/{ref.name} in {environment.name}, “{lead}” <Age at={at} />
      </span>
      <Button look="small" onClick={() => void openThere(left)}>
        Open {environment.name} to see it
      </Button>
      <Button look="small" onClick={() => setView({ notNow: at })}>
        Not now
      </Button>
    </li>
  )
}

const kinds: Readonly<Record<EnvironmentKind, string>> = {
  production: '▲ PRODUCTION',
  staging: '■ STAGING',
  drill: '◇ DRILL'
}

async function show(ref: RunElsewhere['ref']): Promise<void> {
  if (ref !== null) await ask('service.open', { ref })
}

/** Opens the run's environment and its service; where it is not known how, the connections. */
async function openThere({ environment, ref }: Pick<RunElsewhere, 'environment' | 'ref'>): Promise<void> {
  const shell = feedStore.getState().values.shell
  if (shell?.leftForDrill?.id === environment.id) {
    if ((await ask('drill.back', {})) !== undefined) await show(ref)
    return
  }
  const known = (shell?.connections ?? []).flatMap((connection) =>
    connection.contexts
      .filter((context) => `${connection.id}/${context.name}` === environment.id && context.known)
      .flatMap(({ name: context, known: saved }) => (saved ? [{ connectionId: connection.id, context, saved }] : []))
  )[0]
  if (known === undefined) return setView({ overlay: 'connections' })
  const { connectionId, context, saved } = known
  const opened = await ask('environment.open', { connectionId, context, name: saved.name, ...saidKind(saved) })
  if (opened !== undefined) await show(ref)
}

function state(run: RunElsewhere): { readonly text: string; readonly tone: Tone } {
  if (run.isLeft) return { text: '? Unproved:', tone: 'unk' }
  if (run.state !== 'settled') return { text: '▶ Going on:', tone: '' }
  if (run.proved) return { text: '✓ Proved:', tone: 'ok' }
  if (run.outcome === 'unknown') return { text: '? Outcome unknown:', tone: 'unk' }
  return { text: '! Not proved:', tone: 'warn' }
}

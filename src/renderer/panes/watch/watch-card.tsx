import { useState } from 'react'
import type { WatchView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import plan from '../plan/plan.module.css'
import { Minutes } from './minutes.tsx'
import { StopWatch } from './stop-watch.tsx'
import { watchTone } from './watch-tone.ts'
import css from './watch.module.css'

/** The half hour after a proof, or after a change back of somebody else: how it stands, how far it has come, what was seen, and what would wake somebody. */
export function WatchCard({ watch }: { readonly watch: WatchView }) {
  const [stopping, setStopping] = useState(false)
  const { phase, alarms, notes, end, change } = watch
  return (
    <section
      className={plan['card']}
      data-testid="watch-card"
      data-phase={phase}
      aria-label={change ? 'The watch after the change back' : 'The watch after the proof'}
    >
      <header>
        <div>
          <h2>{change ? `Watched: ${change.text}` : 'Watched after the proof'}</h2>
          <p className={css['said']} data-testid="watch-said">
            <b className={watchTone(watch)}>{watch.said}</b>
          </p>
        </div>
      </header>
      <Minutes watch={watch} />
      {(alarms.length > 0 || notes.length > 0) && (
        <ul className={css['seen']}>
          {alarms.map(({ at, endedAt, text }) => (
            <li key={`alarm ${at}`} data-testid="watch-alarm">
              <b className="bad">! {utc(at)}</b> {text} {endedAt === null ? 'Still on.' : `Until ${utc(endedAt)}.`}
            </li>
          ))}
          {notes.map(({ at, text }) => (
            <li key={`note ${at}`}>
              <b className="warn">{utc(at)}</b> {text}
            </li>
          ))}
        </ul>
      )}
      {end === null && (
        <Disclosure className={css['wakes']} summary="What alarms, and what does not count">
          <dl>
            <dt>A row of the decision matrix asks for a change</dt>
            <dd>with the second reading</dd>
            <dt>Any restart of a pod</dt>
            <dd>at once</dd>
            <dt>What was held from putting Git back goes on</dt>
            <dd>at once</dd>
            <dt>Nothing is read</dt>
            <dd>after 60 s, and that time does not count</dd>
          </dl>
        </Disclosure>
      )}
      {end !== null && <Owed watch={watch} />}
      {end === null && (
        <footer>
          <span className={plan['hint']}>It goes on when you leave this service, and after a restart of Backout.</span>
          <div className={plan['buttons']}>
            <Sound />
            <Button
              look="ghost"
              data-testid="watch-stop"
              aria-expanded={stopping}
              onClick={() => setStopping(!stopping)}
            >
              Stop the watch …
            </Button>
          </div>
        </footer>
      )}
      {end === null && stopping && <StopWatch id={watch.id} onDone={() => setStopping(false)} />}
    </section>
  )
}

function Sound() {
  const isOn = useFeed('shell')?.preferences.alarmSound === true
  return (
    <Button look="ghost" aria-pressed={isOn} onClick={() => void ask('preferences.set', { alarmSound: !isOn })}>
      {isOn ? 'Alarms with sound' : 'Alarms without sound'}
    </Button>
  )
}

/** Once more at the end: what is still owed for what was done. */
function Owed({ watch }: { readonly watch: WatchView }) {
  const owed = (useFeed('debts') ?? []).filter(
    ({ runId, ref }) => runId === watch.id || (ref?.name === watch.ref.name && ref.namespace === watch.ref.namespace)
  )
  if (owed.length === 0) return null
  return (
    <footer data-testid="watch-owed">
      <span className={plan['hint']}>
        <b className="warn">Still left behind:</b> {owed.map(({ text }) => text.replace(/\.$/, '')).join('; ')}
      </span>
      <Button onClick={() => setView({ overlay: 'debts' })}>Settle or hand over</Button>
    </footer>
  )
}

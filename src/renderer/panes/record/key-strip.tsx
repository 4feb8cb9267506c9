import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { isNotApplied } from '../run/is-not-applied.ts'
import css from './record.module.css'

/** Each key, what it does, and how wide a window has to be for it: on a narrow one only what matters most is left. */
const strip = [
  ['j k', 'move', 'wide'],
  ['space', 'tick', 'wide'],
  ['n', 'note', 'wide'],
  ['a', 'to the approval', 'any'],
  ['l', 'logs', 'middle'],
  ['b', 'what changed', 'middle'],
  ['g', 'charts', 'middle'],
  ['s', 'safe here, now?', 'middle'],
  ['q', 'quick commands', 'middle'],
  ['d', 'left behind', 'middle'],
  ['0', 'all namespaces', 'wide'],
  ['esc', 'back', 'any'],
  ['?', 'all keys', 'any']
] as const

/** What the keys do while a service is open, in one line at the bottom. */
export function KeyStrip() {
  const run = useFeed('run') ?? null
  const isPlanned = useFeedPart('decision', ({ plan }) => plan !== null) ?? false
  const said = (key: string, meaning: string): string => {
    if (key === 'esc' && run?.state === 'arming') return 'cancel, send nothing'
    if (key !== 'a' || run === null || isPlanned) return meaning
    return run.state === 'settled' && isNotApplied(run) ? 'plan again' : ''
  }
  return (
    <ul className={css['keys']} data-testid="key-strip" aria-label="Keys">
      {strip
        .map(([key, meaning, from]) => ({ key, from, does: said(key, meaning) }))
        .filter(({ does }) => does !== '')
        .map(({ key, from, does }) => (
          <li key={key} data-from={from}>
            {key.split(' ').map((each) => (
              <kbd key={each}>{each}</kbd>
            ))}{' '}
            {does}
          </li>
        ))}
    </ul>
  )
}

import type { Run } from '../../../contract/index.ts'
import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { isNotApplied } from '../run/is-not-applied.ts'
import { waysOn } from '../run/ways-on.ts'
import css from './record.module.css'

/** Each key, what it does, and how wide a window has to be for it: on a narrow one only what matters most is left. */
const strip = [
  ['f', 'stop waiting', 'any'],
  ['w', 'watch on', 'any'],
  ['r', 'plan what is left', 'any'],
  ['z', 'plan the way back', 'any'],
  ['v', 'vouch for it', 'wide'],
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

/** Keys that are there for a run alone. Their buttons may be below the edge of a low window. */
type RunKey = 'f' | 'w' | 'r' | 'z' | 'v'

const isOfRun = (key: string): key is RunKey => 'fwrzv'.includes(key)

/** What can be done about a run, by its key. */
function waysOf(run: Run): Partial<Record<RunKey, string>> {
  if (run.state === 'arming') return {}
  if (run.state !== 'settled') return run.asking === null ? { f: 'stop waiting' } : {}
  const { again, goOn, vouch } = waysOn(run)
  return {
    ...(again === null ? {} : { w: again.toLowerCase() }),
    ...(goOn ? { r: 'plan what is left' } : {}),
    ...(run.inverse === null ? {} : { z: run.proved ? 'undo this' : 'plan the way back' }),
    ...(vouch ? { v: 'vouch for it' } : {})
  }
}

/** What the keys do while a service is open, in one line at the bottom. */
export function KeyStrip() {
  const run = useFeed('run') ?? null
  const isPlanned = useFeedPart('decision', ({ plan }) => plan !== null) ?? false
  const ways = run === null ? {} : waysOf(run)
  const hasWays = Object.keys(ways).length > 0
  const said = (key: string, meaning: string): string => {
    if (isOfRun(key)) return ways[key] ?? ''
    if (key === 'esc' && run?.state === 'arming') return 'cancel, send nothing'
    if (key !== 'a' || run === null || isPlanned) return meaning
    return run.state === 'settled' && isNotApplied(run) ? 'plan again' : ''
  }
  return (
    <ul className={css['keys']} data-testid="key-strip" aria-label="Keys">
      {strip
        .map(([key, meaning, from]) => ({ key, from, does: said(key, meaning) }))
        // What goes on with the run has the room of what only a wide window has room for.
        .filter(({ key, from, does }) => does !== '' && (from !== 'wide' || !hasWays || isOfRun(key)))
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

import type { PracticeView, Run } from '../../../contract/index.ts'
import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { isNotApplied } from '../run/is-not-applied.ts'
import { waysOn } from '../run/ways-on.ts'
import css from './record.module.css'

/** Each key and what it does, what matters most first: those that have no room stand in the list of all keys alone. */
const strip = [
  ['f', 'stop waiting'],
  ['w', 'watch on'],
  ['r', 'plan what is left'],
  ['z', 'plan the way back'],
  ['v', 'vouch for it'],
  ['a', 'to the approval'],
  ['h', 'hint'],
  ['d', 'left behind'],
  ['y', 'status update'],
  ['u', 'users report it'],
  ['t', 'alert time'],
  ['l', 'logs'],
  ['b', 'what changed'],
  ['g', 'charts'],
  ['s', 'safe now?'],
  ['q', 'quick commands'],
  ['j k', 'move'],
  ['space', 'tick'],
  ['n', 'note'],
  ['0', 'all namespaces']
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
  const isDrill = useFeedPart('shell', ({ environment }) => environment?.kind === 'drill') ?? false
  const hint = useFeedPart('practice', hintOf) ?? ''
  const owes = useFeedPart('debts', (debts) => debts.length > 0) ?? false
  const ways = run === null ? {} : waysOf(run)
  const said = (key: string, meaning: string): string => {
    if (isOfRun(key)) return ways[key] ?? ''
    if (key === 'h') return isDrill ? hint : ''
    if (key === 'd') return owes ? meaning : ''
    if (key !== 'a' || run === null || isPlanned) return meaning
    return run.state === 'settled' && isNotApplied(run) ? 'plan again' : ''
  }
  const rows = strip.map(([key, meaning]) => ({ key, does: said(key, meaning) })).filter(({ does }) => does !== '')
  return (
    <div className={css['keys']} data-testid="key-strip">
      <ul aria-label="Keys">
        {rows.map((row) => (
          <KeyRow key={row.key} name={row.key} does={row.does} />
        ))}
      </ul>
      <ul aria-label="Keys that are always there">
        <KeyRow name="esc" does={run?.state === 'arming' ? 'cancel, send nothing' : 'back'} />
        <KeyRow name="?" does="all keys" />
      </ul>
    </div>
  )
}

function KeyRow({ name, does }: { readonly name: string; readonly does: string }) {
  return (
    <li>
      {name.split(' ').map((each) => (
        <kbd key={each}>{each}</kbd>
      ))}{' '}
      {does}
    </li>
  )
}

/** What `h` does in an exercise; empty where it does nothing. */
function hintOf(practice: PracticeView | null): string {
  if (practice?.debrief) return 'how it went'
  return (practice?.playing?.hintsLeft ?? 0) > 0 ? 'hint' : ''
}

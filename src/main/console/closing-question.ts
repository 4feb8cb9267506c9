import type { EnvironmentView, Run } from '../../contract/index.ts'

/** What the operator is asked before Backout closes, in the system's own dialog. */
export interface ClosingQuestion {
  readonly title: string
  readonly detail: string
}

interface UnderWay {
  readonly run: Run
  readonly environment: Pick<EnvironmentView, 'name' | 'kind'>
}

/** What closing does to a run, by how far it has come. */
const does: Readonly<Record<Exclude<Run['state'], 'settled'>, string>> = {
  arming: 'Nothing has been sent yet. Closing cancels it: nothing is sent.',
  sending:
    'A request may be on its way. Closing does not stop it, and nothing further is sent. What became of it is read at the next start.',
  settling: 'What became of its request is not known yet. Closing ends the reading; it goes on at the next start.',
  waiting: 'It waits before its next step. Closing stops it there: nothing further is sent, and what was done stays.',
  verifying:
    'The server has taken it. Closing does not take it back: nobody watches it meanwhile, and at the next start it is watched on.'
}

/** Pure. Null when nothing is under way. */
export function closingQuestion(
  all: readonly UnderWay[],
  watched: readonly { readonly title: string; readonly text: string }[] = []
): ClosingQuestion | null {
  const open = all.filter(({ run }) => run.state !== 'settled')
  const [first] = open
  const watches =
    watched.length > mostWatches
      ? [`${watched.map(({ title }) => title.replace(/,.*$/s, '')).join(', ')}\n${unwatched}`]
      : watched.map(({ title, text }) => `${title}\n${text} ${unwatched}`)
  if (!first && watches.length === 0) return null
  const title = !first
    ? `${watched.length === 1 ? 'A service is' : `${watched.length} services are`} still watched after what was done. Close Backout?`
    : open.length === 1
      ? `${first.run.words.title}: this is still under way in ${first.environment.name}. Close Backout?`
      : `${open.length} actions are still under way. Close Backout?`
  return { title, detail: [...open.map(detailOf), ...watches].join('\n\n') }
}

/** So many watches are told one by one; of more of them the names. */
const mostWatches = 3

const unwatched = 'Closing ends the watch: until the next start nobody watches, and that time does not count.'

function detailOf({ run: { state, words }, environment: { name, kind } }: UnderWay): string {
  const text = state === 'settled' ? '' : does[state]
  const says = kind === 'drill' ? 'The drill ends with Backout, and its proof with it.' : text
  return `${words.title}, ${name} (${kind})\n${says}`
}

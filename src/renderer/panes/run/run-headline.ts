import type { Run, Verdict } from '../../../contract/index.ts'
import { undoneOf, unsentOf } from '../../../contract/half-way.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { toneOf, type Tone } from '../../ui/tone.ts'

export interface Headline {
  readonly lead: string
  readonly rest: string
  readonly tone: Tone
}

/** What a verdict asks for by readings of after what was sent: its sentence with the limit, and its level. */
export type AskedAgain = Pick<Verdict, 'rest' | 'level'>

/**
 * The headline of a run. Green only when it is proved, and what users see is still measured. `errors` is the sentence
 * about the error ratio now, `still` what the verdict says of it, with its limit: true as before where nothing was changed.
 * `again` is what the service asks for while it goes on, by what was read after it: null while it asks for nothing.
 */
export function runHeadline(
  run: Run,
  wallMs: number,
  errors: string,
  isMeasured = true,
  still = errors,
  again: AskedAgain | null = null
): Headline {
  if (run.state === 'arming') {
    const left = run.armedUntil === null ? 0 : Math.max(0, Math.ceil((Date.parse(run.armedUntil) - wallMs) / 1_000))
    // Before anything is sent it is looked at once more, kept from other consoles and written down, which takes its time.
    if (left === 0) return { lead: 'About to send.', rest: `Read once more first. ${run.words.title}`, tone: 'warn' }
    return { lead: `Sends in ${left} s.`, rest: run.words.title, tone: 'warn' }
  }
  if (run.unanswered) return unansweredHeadline(run.unanswered, wallMs)
  const harm = run.proved ? undefined : harmIn(run)
  if (harm !== undefined) return { lead: harm, rest: wayBackText(run), tone: 'bad' }
  if (again !== null) return { lead: `${run.words.doing}.`, rest: alsoAfter(again.rest), tone: toneOf(again.level) }
  if (run.state === 'sending' || run.state === 'verifying') return { lead: '', rest: `${run.words.doing}.`, tone: '' }
  if (run.state === 'waiting') return { lead: 'Waiting.', rest: `${run.words.doing}.`, tone: 'warn' }
  if (run.state === 'settling') {
    return { lead: 'Outcome unknown.', rest: 'Reading again; nothing is sent twice.', tone: 'unk' }
  }
  if (run.proved) {
    // Users are where they are to be, and nothing can be written for them yet.
    const isPart = run.checks.some(({ name, status }) => name === 'data-left' && status === 'False')
    return { lead: `${run.words.done}.`, rest: errors, tone: isPart ? 'warn' : isMeasured ? 'ok' : 'unk' }
  }
  return settled(run, errors, still)
}

/** What hurts users by what was done, as soon as it is seen. */
function harmIn({ checks }: Pick<Run, 'checks'>): string | undefined {
  return checks.find(({ status, harm }) => status === 'False' && harm !== undefined)?.harm
}

/** How to plan the way back from there. */
function wayBackText({ state, inverse }: Run): string {
  if (state !== 'settled') return 'Not proved. Stop waiting (f), then plan the way back (z).'
  return inverse === null ? 'Not proved.' : 'Not proved. The way back is planned with z.'
}

/** `Errors 13.6 %, limit 5 %, also after it.`: the first sentence is the number and its limit. */
function alsoAfter(rest: string): string {
  return rest.replace(/\.(?=\s|$)/, ', also after it.')
}

/** Who undid it is the news: to prove it again would prove nothing. */
function putBackHeadline({ checks }: Run, still: string): Headline | null {
  const putBack = checks.find((check) => check.status === 'False' && check.putBack)?.putBack
  if (putBack === undefined) return null
  const within = putBack.afterMs === null ? '' : ` within ${formatDuration(Math.max(1_000, putBack.afterMs))}`
  return { lead: `Applied, then put back by ${putBack.by ?? 'something else'}${within}.`, rest: still, tone: 'bad' }
}

function settled(run: Run, errors: string, still: string): Headline {
  if (run.overtaken)
    return {
      lead: 'Overtaken.',
      rest: `By “${run.overtaken.title}” at ${utc(run.overtaken.at)}. ${still}`,
      tone: 'warn'
    }
  const isLate = run.attempts.some(({ appliedLateAt }) => appliedLateAt !== undefined)
  if (isLate && run.attested === null) return { lead: 'Applied late, not proved.', rest: still, tone: 'warn' }
  const why = run.failure === null ? '' : `${run.failure.message} `
  const unsent = unsentOf(run).map(({ title }) => title)
  if (unsent.length > 0)
    return { lead: 'Stopped half-way.', rest: `${why}Not sent: ${unsent.join(', ')}. ${still}`, tone: 'bad' }
  // What users see may be measured elsewhere: what keeps it from being proved is the news.
  const refuted = run.checks.find(({ status, blocks }) => status === 'False' && blocks)
  const undone = undoneOf(run).map(({ title }) => title)
  if (undone.length > 0)
    return { lead: 'Stopped half-way.', rest: `${why}Not done: ${undone.join(', ')}. ${still}`, tone: 'bad' }
  switch (run.outcome) {
    case 'succeeded':
      if (run.attested !== null) return { lead: 'Applied, vouched for, not measured.', rest: '', tone: 'warn' }
      // A stop leaves phases of the proof undone; what was sent stays.
      return run.steps.some(({ kind, state }) => kind === 'prove' && state === 'cancelled')
        ? { lead: 'Stopped waiting.', rest: `What was sent stays. ${still}`, tone: 'warn' }
        : (putBackHeadline(run, still) ?? {
            lead: 'Applied, not proved.',
            // Errors are counted where requests arrive: beside what is seen not to be so they would calm.
            rest: refuted === undefined ? errors : `Not so: ${refuted.title} (${refuted.evidence}).`,
            tone: refuted === undefined ? 'warn' : 'bad'
          })
    case 'noChange':
      return { lead: 'Nothing changed.', rest: 'The server had nothing to do.', tone: 'warn' }
    case 'cancelled':
      return run.attempts.length === 0
        ? {
            lead: run.failure === null ? 'Cancelled.' : 'Not done.',
            rest: `${why}Nothing was sent. ${still}`,
            tone: ''
          }
        : { lead: 'Stopped waiting.', rest: `What was sent stays. ${still}`, tone: 'warn' }
    case 'conflict':
      return {
        lead: 'Not applied.',
        rest: `What it changes was changed by someone else after the plan. ${still}`,
        tone: 'bad'
      }
    case 'unknown':
      return { lead: 'Outcome unknown.', rest: 'The answer was lost and a re-read could not settle it.', tone: 'unk' }
    case 'failed':
    case null:
      return { lead: 'Not done.', rest: run.failure?.message ?? errors, tone: 'bad' }
  }
}

/** Not its end: what is approved goes on once the other side answers, and how long that is waited for is counted down. */
function unansweredHeadline(unanswered: NonNullable<Run['unanswered']>, wallMs: number): Headline {
  const { sinceAt, untilAt, who = 'the API server' } = unanswered
  const forMs = Math.max(0, wallMs - Date.parse(sinceAt))
  const leftMs = Math.max(0, Date.parse(untilAt) - wallMs)
  const rest = `No answer for ${formatDuration(forMs)}. Nothing further is sent; the plan goes on when it answers, and ends here in ${formatDuration(leftMs)}.`
  return { lead: `Waiting for ${who}.`, rest, tone: 'warn' }
}

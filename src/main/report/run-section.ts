import type { Change, Check, RowJudgement, Share, SignalId } from '../../contract/index.ts'
import { fenced, inline, table } from './markdown.ts'
import { judgementOf, type RunStory } from './run-story.ts'
import { unrecorded, utcWhereZoned } from './words.ts'

/** What was measured before a rollback, and the check that says what became of it. */
const measures: readonly { readonly title: string; readonly signal: SignalId; readonly check: string }[] = [
  { title: 'Error ratio', signal: 'errorRatio', check: 'errorRatio' },
  { title: 'P95 latency', signal: 'p95', check: 'latency' },
  { title: 'Pods ready', signal: 'newPodsUnavailable', check: 'pods' }
]

/** What has to be said about a change before it is shown. */
const effects: Readonly<Record<RunStory['effect'], readonly string[]>> = {
  changed: [],
  unknown: ['It is not known whether this change was made. If it was:'],
  none: ['This changed nothing.']
}

/** One run: its commands with their outcomes, before and after, and what proves it. */
export function runSection(story: RunStory): string {
  const { title, executed, effect, changes, checks, conclusion, unsent, open, warnings } = story
  const commands = executed.flatMap(({ at, command, result, seq }) => [
    fenced(command, 'sh'),
    `${utcWhereZoned(at)}: ${inline(result)} (entry ${seq})`
  ])
  const diff = changes
    .flatMap((change) => (change.kind === 'lines' ? change.lines : []))
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, text }) => `${kind === 'removed' ? '-' : '+'} ${text}`)
  // Where none of it is known to be made, the whole of it is told as a doubt.
  const isPartlyOpen = open.length > 0 && effect === 'changed'
  return [
    `### ${inline(title)}`,
    ...(warnings.length > 0
      ? [`Approved with these warnings:\n\n${warnings.map((each) => `- ${inline(each)}`).join('\n')}`]
      : []),
    ...(commands.length > 0 ? [...commands, ...effects[effect]] : ['Nothing was sent.']),
    ...(unsent.length > 0
      ? [`Not sent: ${inline(unsent.join(', '))}. What was planned to change is not what was done.`]
      : []),
    ...(isPartlyOpen
      ? [
          `What became of it is not recorded: ${inline(open.join(', '))}. What was planned to change may not be what is.`
        ]
      : []),
    ...(effect === 'none' ? [] : [beforeAndAfter(story, isPartlyOpen)]),
    ...(diff.length > 0 && effect !== 'none' && unsent.length === 0 && !isPartlyOpen
      ? [fenced(diff.join('\n'), 'diff')]
      : []),
    `Result: ${conclusion === undefined ? unrecorded : inline(conclusion)}`,
    ...(checks.length > 0 ? [checks.map(proofLine).join('\n')] : [])
  ].join('\n\n')
}

function beforeAndAfter({ changes, before, checks, unsent }: RunStory, isPartlyOpen: boolean): string {
  const rows = unsent.length > 0 ? [] : changes.flatMap(changeRow)
  const changed = isPartlyOpen
    ? rows.map(([of = '', was = '', to = '']) => [of, was, `planned, not proved: ${to}`])
    : rows
  const measured = measures.map(({ title, signal, check }) => [
    title,
    cell(beforeOf(judgementOf(before, signal))),
    cell(afterOf(checks.find(({ name }) => name === check)))
  ])
  const time = before ? ` (${utcWhereZoned(before.judgedAt)})` : ''
  return table(['', `Before${time}`, 'After'], [...changed, ...measured])
}

function changeRow(change: Change): readonly (readonly string[])[] {
  if (change.kind === 'lines') return []
  if (change.kind === 'value') return [[inline(change.title), inline(change.before), inline(change.after)]]
  const shares = (parts: readonly Share[]): string =>
    parts
      .map(({ label, becomes = label, detail, value }) => {
        // A share of requests is its number; pods say theirs in words.
        const part = detail === '' && change.unit === '%' && value !== null ? `${value} %` : detail
        return [becomes, part].filter((text) => text !== '').join(', ')
      })
      .join('; ')
  return [[inline(change.title), inline(shares(change.before)), inline(shares(change.after))]]
}

function beforeOf(judgement: RowJudgement | undefined): string | undefined {
  const { evidence, signal } = judgement ?? {}
  return evidence && signal === 'newPodsUnavailable' ? `new pods unavailable: ${evidence}` : evidence
}

function afterOf(check: Check | undefined): string | undefined {
  return check && `${check.status === 'Unknown' ? 'unknown: ' : ''}${check.evidence}`
}

function cell(text: string | undefined): string {
  return text === undefined || text === '' ? unrecorded : inline(text)
}

const words = { True: 'yes', False: 'no', Unknown: 'unknown' } as const

/** What is not as it should be and does not block is told as such: under a proof that holds, a bare no contradicts it. */
function proofLine({ title, status, evidence, observedAt, blocks }: Check): string {
  const informs = status !== 'True' && !blocks ? ' (not needed for the proof)' : ''
  return `- ${inline(title)}: **${words[status]}**${informs}, seen ${utcWhereZoned(observedAt)}. ${inline(evidence)}`
}

import {
  proposalIds,
  type DiffLine,
  type NotProposed,
  type PreventionView,
  type Proposal,
  type ProposalId
} from '../../contract/index.ts'
import { arrayAt, numberAt, stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { fenced, inline } from './markdown.ts'

/** What was worked out last, from the records; null where nobody had it worked out. */
export function recordedPrevention(records: readonly JournalRecord[]): PreventionView | null {
  const last = records.findLast(({ kind, body }) => kind === 'note' && body['what'] === 'prevention')
  const ref = last && { namespace: stringAt(last.body, 'ref', 'namespace'), name: stringAt(last.body, 'ref', 'name') }
  if (last === undefined || ref === undefined) return null
  const { body, t } = last
  return {
    ref,
    at: t,
    basis: stringAt(body, 'basis'),
    proposals: arrayAt(body, 'proposals').flatMap(proposalIn),
    notProposed: arrayAt(body, 'notProposed').flatMap(notProposedIn)
  }
}

function proposalIn(value: unknown): readonly Proposal[] {
  const id = idIn(value)
  if (id === undefined) return []
  const text = (name: string): string => stringAt(value, name)
  const diff = arrayAt(value, 'diff').flatMap((line): readonly DiffLine[] => {
    const kind = (['same', 'removed', 'added'] as const).find((one) => one === stringAt(line, 'kind'))
    return kind === undefined ? [] : [{ kind, text: stringAt(line, 'text') }]
  })
  const savedMs = numberAt(value, 'savedMs') ?? 0
  const [title, why, saves] = [text('title'), text('why'), text('saves')]
  return [
    { id, title, why, saves, savedMs, object: text('object'), diff, yaml: text('yaml'), command: text('command') }
  ]
}

function notProposedIn(value: unknown): readonly NotProposed[] {
  const id = idIn(value)
  return id === undefined ? [] : [{ id, title: stringAt(value, 'title'), why: stringAt(value, 'why') }]
}

function idIn(value: unknown): ProposalId | undefined {
  return proposalIds.find((id) => id === stringAt(value, 'id'))
}

/** The appendix on what would have helped; none where nobody had it worked out. */
export function prevention(records: readonly JournalRecord[]): readonly string[] {
  const view = recordedPrevention(records)
  if (view === null) return []
  const { basis, proposals, notProposed } = view
  const lead = `Worked out from the record, with Flagger’s analysis replayed on the recorded metrics; proposals, nothing of it was applied. ${inline(basis)}`
  const none = proposals.length === 0 ? ['Nothing is recorded that any of them would have made a difference.'] : []
  return [
    [
      `## Appendix: what would have helped\n\n${lead}`,
      ...none,
      ...proposals.map(section),
      ...(notProposed.length === 0
        ? []
        : [`Not proposed:\n\n${notProposed.map(({ title, why }) => `- ${inline(title)}: ${inline(why)}`).join('\n')}`])
    ].join('\n\n')
  ]
}

const marks: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' }

function section({ title, why, saves, object, diff }: Proposal): string {
  const lines = diff.map(({ kind, text }) => `${marks[kind]} ${text}`)
  return [
    `### ${inline(title)}`,
    inline(why),
    `Would have saved: ${inline(saves)}`,
    inline(object),
    fenced(lines.join('\n'), 'diff')
  ].join('\n\n')
}

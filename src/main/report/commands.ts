import type { CommandView, Outcome, WireRequest } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** The lines of the command log: reads and dry runs, what was executed with its outcome, and what was refused. */
export function commandsOf(records: readonly JournalRecord[]): readonly CommandView[] {
  const settled = new Map<unknown, JournalRecord>()
  for (const record of records) {
    if (record.kind === 'outcome') settled.set(record.body['attemptId'], record)
  }
  return records.flatMap((record) => {
    if (record.kind === 'command') return [readLine(record)]
    if (record.kind === 'intent') return [executedLine(record, settled.get(record.body['attemptId']))]
    if (record.kind === 'refused') return refusedLine(record)
    return []
  })
}

function readLine({ seq, t, body }: JournalRecord): CommandView {
  const label = body['label']
  return {
    seq,
    at: t,
    label: label === 'dry run' || label === 'saved' ? label : 'read',
    command: textOf(body['command']),
    request: requestOf(body['request']),
    status: numberOf(body['status']),
    durationMs: numberOf(body['durationMs']),
    outcome: null,
    result: textOf(body['result']),
    detail: textOf(body['detail'])
  }
}

/** One line an attempt: at the time of its intent, with the outcome that is known by now. */
function executedLine({ seq, t, body }: JournalRecord, outcome: JournalRecord | undefined): CommandView {
  const failure = outcome?.body['failure']
  const known = outcome ? (outcome.body['outcome'] as Outcome) : 'unknown'
  return {
    seq,
    at: t,
    label: outcome?.body['resolvedBy'] ? 'resolved' : 'executed',
    command: textOf(body['command']),
    request: requestOf(body['request']),
    status: numberOf(outcome?.body['status']),
    durationMs: null,
    outcome: known,
    result: outcome ? `${known} · ${textOf(outcome.body['detail'])}` : 'no answer recorded',
    detail: failure ? JSON.stringify(failure, null, 2) : textOf(outcome?.body['text'])
  }
}

function refusedLine({ seq, t, body }: JournalRecord): readonly CommandView[] {
  const command = body['command']
  if (typeof command !== 'string') return []
  return [
    {
      seq,
      at: t,
      label: 'refused',
      command,
      request: null,
      status: null,
      durationMs: null,
      outcome: null,
      result: textOf(body['trap']) || 'refused',
      detail: textOf(body['text'])
    }
  ]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function requestOf(value: unknown): WireRequest | null {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value
    ? (value as WireRequest)
    : null
}

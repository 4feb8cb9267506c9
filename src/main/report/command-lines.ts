import type { CommandBody, CommandView, Outcome, WireRequest } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

type Body = JournalRecord['body']

/** A line of the command log with the records that it is made of. */
export interface LoggedCommand {
  readonly line: CommandView
  readonly record: JournalRecord
  /** Of what was sent, as soon as it is recorded. */
  readonly outcome?: JournalRecord
}

/** A read or a dry run. */
export function lineOfRead(record: JournalRecord): LoggedCommand {
  const { body } = record
  const label = body['label']
  return {
    record,
    line: {
      ...blank(record, textOf(body['command'])),
      label: label === 'dry run' ? label : 'read',
      status: numberOf(body['status']),
      durationMs: numberOf(body['durationMs']),
      result: textOf(body['result'])
    }
  }
}

/** One line an attempt: at the time of its intent, with the outcome that is known by now. */
export function executedLine(record: JournalRecord, outcome?: JournalRecord): LoggedCommand {
  const known = (outcome?.body['outcome'] as Outcome | undefined) ?? 'unknown'
  return {
    record,
    ...(outcome ? { outcome } : {}),
    line: {
      ...blank(record, textOf(record.body['command'])),
      label: labelOf(outcome?.body),
      status: numberOf(outcome?.body['status']),
      outcome: known,
      result: outcome ? `${known} · ${textOf(outcome.body['detail'])}` : 'no answer recorded'
    }
  }
}

/** Of an operation that the other side has taken, and whose end is not recorded by now: an answer, and not yet what became of it. */
export function acceptedLine(intent: JournalRecord, accepted: JournalRecord): LoggedCommand {
  const { record, line } = executedLine(intent)
  const status = numberOf(accepted.body['status'])
  return { record, line: { ...line, status, result: 'accepted; no end recorded so far' } }
}

/** What never left was not executed, whatever it was meant to do. */
function labelOf(outcome: Body | undefined): CommandView['label'] {
  // Earlier versions said so in words alone.
  if (outcome?.['sent'] === 'nothing' || outcome?.['detail'] === 'Nothing was sent') return 'not sent'
  // A long operation that was followed to its end was never in doubt.
  return outcome?.['resolvedBy'] === 'reading' ? 'settled' : 'executed'
}

/** What was not sent, and why: the reason goes with the command wherever it is copied to. */
export function refusedLine(record: JournalRecord, command: string): LoggedCommand {
  return {
    record,
    line: { ...blank(record, command), label: 'refused', result: textOf(record.body['text']) || 'refused' }
  }
}

/** What a line does not say: the request as it was sent, and what was answered. */
export function commandBody({ line, record: { body }, outcome }: LoggedCommand): CommandBody {
  if (line.label === 'refused') return { request: null, detail: line.result }
  const request = requestOf(body['request'])
  if (line.outcome === null) return { request, detail: textOf(body['detail']) }
  const failure = outcome?.body['failure']
  return { request, detail: failure ? JSON.stringify(failure, null, 2) : textOf(outcome?.body['text']) }
}

function blank({ seq, t }: JournalRecord, command: string) {
  return { seq, at: t, command, status: null, durationMs: null, outcome: null }
}

function textOf(value: Body[string]): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: Body[string]): number | null {
  return typeof value === 'number' ? value : null
}

function requestOf(value: Body[string]): WireRequest | null {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value
    ? (value as WireRequest)
    : null
}

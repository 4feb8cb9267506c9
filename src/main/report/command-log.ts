import type { CommandBody, CommandView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import {
  acceptedLine,
  commandBody,
  executedLine,
  lineOfRead,
  refusedLine,
  type LoggedCommand
} from './command-lines.ts'

/** The command log of some records: reads and dry runs, what was executed with its outcome, and what was refused. */
export interface CommandLog {
  /** Takes the next record, at the same cost however many came before. Returns the line that is new or changed by it. */
  take(record: JournalRecord): CommandView | null
  lines(): readonly CommandView[]
  /** Null when there is no line of that number. */
  body(seq: number): CommandBody | null
  /** Numbers of the lines that contain every word in line, request or answer, whatever the case. */
  find(text: string): readonly number[]
}

/** So many different words are looked for: nobody types more, and each goes through all that was sent. */
const mostWords = 40

/** Makes an empty command log. */
export function createCommandLog(): CommandLog {
  /** By number, in order. */
  const lines = new Map<number, LoggedCommand>()
  /** Intents by their attempt. */
  const attempts = new Map<unknown, JournalRecord>()
  /** What plans would have run, for refusals that name nothing but the plan. */
  const planned = new Map<unknown, string>()

  function keep(logged: LoggedCommand): CommandView {
    lines.set(logged.line.seq, logged)
    return logged.line
  }

  return {
    take(record) {
      const { kind, body } = record
      switch (kind) {
        case 'command':
          return keep(lineOfRead(record))
        case 'plan':
          rememberPlan(planned, body['plan'])
          return null
        case 'intent':
          attempts.set(body['attemptId'], record)
          return keep(executedLine(record))
        case 'accepted': {
          const intent = attempts.get(body['attemptId'])
          return intent ? keep(acceptedLine(intent)) : null
        }
        case 'reconcile': {
          // Only a correction says what became of an attempt.
          const intent = body['late'] === 'applied' ? attempts.get(body['attemptId']) : undefined
          return intent ? keep(executedLine(intent, record)) : null
        }
        case 'outcome': {
          const intent = attempts.get(body['attemptId'])
          return intent ? keep(executedLine(intent, record)) : null
        }
        case 'refused': {
          const command = body['command'] ?? planned.get(body['planId'])
          return typeof command === 'string' ? keep(refusedLine(record, command)) : null
        }
        default:
          return null
      }
    },
    lines: () => [...lines.values()].map(({ line }) => line),
    body(seq) {
      const logged = lines.get(seq)
      return logged ? commandBody(logged) : null
    },
    find(text) {
      const words = [...new Set(text.toLowerCase().split(/\s+/).filter(Boolean))].slice(0, mostWords)
      return [...lines.values()].flatMap((logged) => {
        const haystack = JSON.stringify([logged.line, commandBody(logged)]).toLowerCase()
        return words.every((word) => haystack.includes(word)) ? [logged.line.seq] : []
      })
    }
  }
}

/** All lines of these records. */
export function commandsOf(records: readonly JournalRecord[]): readonly CommandView[] {
  const log = createCommandLog()
  for (const record of records) log.take(record)
  return log.lines()
}

function rememberPlan(planned: Map<unknown, string>, plan: unknown): void {
  if (typeof plan !== 'object' || plan === null || !('id' in plan) || !('steps' in plan)) return
  const { id, steps } = plan
  if (!Array.isArray(steps)) return
  const commands = steps.flatMap(({ command }: { readonly command?: unknown }) =>
    typeof command === 'string' && command !== '' ? [command] : []
  )
  if (commands.length > 0) planned.set(id, commands.join('\n'))
}

import type { Failure } from '../../../contract/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Exchange } from '../exchange.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure, type RawAnswer } from './arm-answer.ts'

const mostExchangeCharacters = 65_536

export interface RecordedReadOptions {
  readonly quiet: QuietAnswers
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
}

/** One read of Resource Manager. */
export interface ReadingAbout {
  /** What it is to say, for failures: `say how profile web is`. */
  readonly what: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The command that reads the same; without one it is not recorded. */
  readonly command: string | undefined
}

/**
 * Reads once, and records what was asked and what came back, whatever that is.
 * @returns the JSON as it came
 * @throws FailureError for an answer that refuses or is none
 */
export async function recordedRead(
  { quiet, clock, onExchange }: RecordedReadOptions,
  { what, path, query, command }: ReadingAbout,
  read: () => Promise<RawAnswer | undefined>
): Promise<ReturnType<typeof jsonOf>> {
  const at = clock.now().toISOString()
  const startedMs = performance.now()
  let raw: RawAnswer | undefined
  let failure: Failure | undefined
  try {
    raw = await read()
    return jsonOf(raw, what, quiet)
  } catch (error) {
    const known = readFailure(error)
    failure = known.failure
    throw known
  } finally {
    if (command !== undefined)
      onExchange({
        at,
        label: 'read',
        command,
        request: { method: 'GET', path, query },
        status: raw?.status ?? null,
        durationMs: performance.now() - startedMs,
        body: (raw?.body ?? '').slice(0, mostExchangeCharacters),
        ...(failure ? { failure } : {})
      })
  }
}

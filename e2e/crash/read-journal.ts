import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** One record as a stranger reads it, who knows nothing of Backout's code. */
export interface Line {
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface JournalFiles {
  /** Bytes of every segment by file name. */
  readonly segments: ReadonlyMap<string, Buffer>
  readonly lines: readonly Line[]
}

/** Reads a journal folder with the format alone: eight digits of length, a CRC-32, JSON, a newline. Stops at a torn tail. */
export async function readJournal(dir: string): Promise<JournalFiles> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.journal')).toSorted()
  const segments = new Map<string, Buffer>()
  for (const name of names) segments.set(name, await readFile(join(dir, name)))
  return { segments, lines: [...segments.values()].flatMap(linesOf) }
}

function linesOf(bytes: Buffer): readonly Line[] {
  const lines: Line[] = []
  let at = 0
  while (at + 18 < bytes.length) {
    const length = Number(bytes.toString('latin1', at, at + 8))
    const payload = bytes.subarray(at + 18, at + 18 + length)
    const crc = Number.parseInt(bytes.toString('latin1', at + 9, at + 17), 16)
    if (bytes[at + 18 + length] !== 0x0a || crc32(payload) !== crc) break
    lines.push(JSON.parse(payload.toString('utf8')) as Line)
    at += 19 + length
  }
  return lines
}

/** An attempt to change the cluster, as the journal tells it. */
export interface JournalledAttempt {
  readonly attemptId: string
  readonly body: string
  /** Until then the request may still arrive, wall-clock milliseconds. */
  readonly deadlineAtMs: number
  /** Definite outcomes; more than one would be a fault. */
  readonly outcomes: readonly string[]
}

export function attemptsIn(lines: readonly Line[]): readonly JournalledAttempt[] {
  return lines
    .filter(({ kind }) => kind === 'intent')
    .map(({ body }) => ({
      attemptId: String(body['attemptId']),
      body: String((body['request'] as { readonly body?: unknown } | undefined)?.body),
      deadlineAtMs: Date.parse(String(body['deadlineAt'])),
      outcomes: lines
        .filter(({ kind, body: settled }) => kind === 'outcome' && settled['attemptId'] === body['attemptId'])
        .map(({ body: settled }) => String(settled['outcome']))
        .filter((outcome) => outcome !== 'unknown')
    }))
}

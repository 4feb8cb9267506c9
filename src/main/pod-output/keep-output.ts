import { createHash } from 'node:crypto'
import type { PodOutputView } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'

/** Of one source in its record, which may not be longer than 1 MiB with all that is escaped in it. */
const mostBytes = 262_144

/**
 * Writes what is shown into the journal, a record for each source, and one that names them all with their digests. The
 * journal takes credentials out of what it writes; the digests are of the text before that, so that a copy which somebody
 * saved elsewhere can be told to be the same.
 * @returns of the last record
 * @throws FailureError when the journal takes nothing
 */
export async function keepOutput(view: PodOutputView, journal: Journal): Promise<NonNullable<PodOutputView['kept']>> {
  const sources: { readonly source: string; readonly lines: number; readonly sha256: string }[] = []
  for (const { id, pod, container, previous, command, text } of view.sources) {
    const all = view.lines.filter(({ source }) => source === id).map((line) => `${line.at} ${line.text}`.trim())
    const lines = newest(all)
    const digest = sha256(lines.join('\n'))
    sources.push({ source: id, lines: lines.length, sha256: digest })
    await journal.append('keep', {
      what: 'log',
      ref: view.ref,
      pod,
      container,
      previous,
      command,
      state: text,
      lines,
      sha256: digest
    })
  }
  const events = view.events.map(({ at, type, reason, object, message, count }) =>
    [at, type, reason, object, `${message}${count > 1 ? ` (${count} times)` : ''}`].join('  ')
  )
  const digest = sha256(JSON.stringify([sources, events]))
  const count = sources.reduce((sum, { lines }) => sum + lines, 0)
  const { t } = await journal.append('keep', {
    text: `Kept as evidence: ${count} lines of ${sources.length} logs, ${events.length} events (SHA-256 ${digest.slice(0, 12)})`,
    what: 'podOutput',
    ref: view.ref,
    sources,
    events,
    sha256: digest
  })
  return { at: t, lines: count, sha256: digest }
}

/** The newest lines that fit into a record. */
function newest(lines: readonly string[]): readonly string[] {
  let bytes = 0
  const first = lines.findLastIndex((line) => {
    bytes += Buffer.byteLength(line) + 1
    return bytes > mostBytes
  })
  return lines.slice(first + 1)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import { createHash } from 'node:crypto'
import type { PodOutputView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { whenTaken } from '../lib/refilling-budget.ts'
import type { Journal } from '../ports/journal.ts'
import type { EvidenceBudget } from './evidence-budget.ts'

/** Of one source in its record, which may not be longer than 1 MiB with all that is escaped in it. */
const mostBytes = 262_144
/** With less than this nothing is begun: it would keep a few lines of one log. */
const leastLeft = 65_536
/** Of a record beside its lines. */
const aroundBytes = 1_024

/**
 * Writes what is shown into the journal, a record for each source, and one that names them all with their digests. The
 * journal takes credentials out of what it writes; the digests are of the text before that, so that a copy which somebody
 * saved elsewhere can be told to be the same. What does not fit, into a record or into what a start may keep, is left out from
 * its oldest line on, and counted.
 * @returns of the last record
 * @throws FailureError when the journal takes nothing, `refused` when nothing more may be kept now
 */
export async function keepOutput(
  view: PodOutputView,
  journal: Journal,
  budget: EvidenceBudget
): Promise<NonNullable<PodOutputView['kept']>> {
  if (budget.left() < leastLeft) {
    const { times, characters } = budget.spent()
    const all = `${times.toLocaleString('en-US')} logs and lists of events with ${characters.toLocaleString('en-US')} characters`
    const text = `No more is taken now: ${all} were kept since Backout was started.`
    const remedy = `Copy their commands, then ${whenTaken(budget, leastLeft)}`
    throw new FailureError(failureOf('refused', text, { remedy }))
  }
  const sources: {
    readonly source: string
    readonly lines: number
    readonly leftOut: number
    readonly sha256: string
  }[] = []
  for (const { id, pod, container, previous, command, text } of view.sources) {
    const all = view.lines.filter(({ source }) => source === id).map((line) => `${line.at} ${line.text}`.trim())
    const lines = newest(all, budget)
    const leftOut = all.length - lines.length
    const digest = sha256(lines.join('\n'))
    sources.push({ source: id, lines: lines.length, leftOut, sha256: digest })
    const body = {
      what: 'log',
      ref: view.ref,
      pod,
      container,
      previous,
      command,
      state: text,
      lines,
      leftOut,
      sha256: digest
    }
    await journal.append('keep', body)
  }
  const allEvents = view.events.map(({ at, type, reason, object, message, count }) =>
    [at, type, reason, object, `${message}${count > 1 ? ` (${count} times)` : ''}`].join('  ')
  )
  const events = newest(allEvents, budget)
  const digest = sha256(JSON.stringify([sources, events]))
  const count = sources.reduce((sum, { lines }) => sum + lines, 0)
  const leftOut = sources.reduce((sum, source) => sum + source.leftOut, 0)
  const eventsLeftOut = allEvents.length - events.length
  const { t } = await journal.append('keep', {
    text: `Kept as evidence: ${count} lines of ${sources.length} logs, ${events.length} events${leftOutText(leftOut, eventsLeftOut)} (SHA-256 ${digest.slice(0, 12)})`,
    what: 'podOutput',
    ref: view.ref,
    sources,
    events,
    eventsLeftOut,
    sha256: digest
  })
  return { at: t, lines: count, leftOut, sha256: digest }
}

function leftOutText(lines: number, events: number): string {
  const parts = [...(lines > 0 ? [`${lines} older lines`] : []), ...(events > 0 ? [`${events} older events`] : [])]
  return parts.length === 0 ? '' : `, without ${parts.join(' and ')} that are too many to keep`
}

/** The newest lines that fit into a record, and into what may still be kept. */
function newest(lines: readonly string[], budget: EvidenceBudget): readonly string[] {
  const most = Math.min(mostBytes, budget.left())
  let bytes = 0
  const first = lines.findLastIndex((line) => {
    const more = Buffer.byteLength(line) + 1
    if (bytes + more > most) return true
    bytes += more
    return false
  })
  budget.spend(bytes + aroundBytes)
  return lines.slice(first + 1)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import type { Anchor } from './anchor.ts'
import type { Segment } from './segments.ts'
import type { Tear } from './tears.ts'
import { verifyJournal } from './verify.ts'

/**
 * Torn tails after which nothing was written yet. More than one when recovery itself was interrupted, so that any number
 * of crashes while starting leads to the same journal.
 */
export function pendingTears(segments: readonly Segment[]): readonly Tear[] {
  const tears: Tear[] = []
  for (const { number, scan } of segments.toReversed()) {
    const lastEnd = scan.records.at(-1)?.end ?? 0
    const tail = scan.damages.find(({ start }) => start >= lastEnd)
    if (tail) tears.unshift({ segment: number, start: tail.start, end: tail.end, sha256: tail.sha256 })
    if (scan.records.length > 0) break
  }
  return tears
}

/** Why the journal cannot be continued; undefined when it can. A torn tail at its very end is no reason. */
export function damageThatStops(segments: readonly Segment[], anchors: readonly Anchor[]): string | undefined {
  const newer = segments.flatMap(({ scan }) => scan.records).find(({ payload }) => payload.v !== 1)
  if (newer) return `a newer Backout has written it (entry ${newer.payload.seq} is of version ${newer.payload.v})`
  const pending = new Set(pendingTears(segments).map(({ sha256 }) => sha256))
  const files = segments.map(({ path, scan }) => ({
    name: path,
    scan: { ...scan, damages: scan.damages.filter(({ kind, sha256 }) => !(kind === 'torn' && pending.has(sha256))) }
  }))
  const [problem] = verifyJournal(files, anchors).problems
  return problem && `${problem.text} (segment ${problem.segment}, byte ${problem.byte})`
}

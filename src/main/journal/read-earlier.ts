import type { JournalRecord } from '../ports/journal.ts'
import type { AnchorStore } from './anchors.ts'
import { damageThatStops, pendingTears } from './continuation.ts'
import type { FileCalls } from './file-calls.ts'
import { withKnownMembers } from './known-members.ts'
import { recordOf } from './record-writer.ts'
import { readSegments } from './segments.ts'
import type { Tear } from './tears.ts'

/** What earlier runs left in a journal's folder, without the bytes of its files, which may be many. */
export interface Earlier {
  readonly records: readonly JournalRecord[]
  /** Id of the journal; undefined for a new one. */
  readonly jid: string | undefined
  /** Number of the last segment; 0 for none. */
  readonly segment: number
  /** Torn tails that no record names yet. */
  readonly tears: readonly Tear[]
  /** Why it cannot be continued; undefined when it can. */
  readonly damage: string | undefined
  /** Why the anchors beside the segments say nothing; undefined when they could be read. */
  readonly silentAnchors: string | undefined
}

/** Reads every segment of a folder. Anchors that cannot be read say nothing, which is said. */
export async function readEarlier(dir: string, files: FileCalls, anchors: AnchorStore): Promise<Earlier> {
  const segments = await readSegments(dir, files)
  const found = await anchors.read().then(
    (heads) => ({ heads, silent: undefined }),
    (error: unknown) => ({ heads: [], silent: error instanceof Error ? error.message : String(error) })
  )
  const scanned = segments.flatMap(({ scan }) => scan.records)
  return {
    records: scanned.map(({ payload, hash }) => withKnownMembers(recordOf(payload, hash))),
    jid: scanned.at(-1)?.payload.jid,
    segment: segments.at(-1)?.number ?? 0,
    tears: pendingTears(segments),
    damage: damageThatStops(segments, found.heads),
    silentAnchors: found.silent
  }
}

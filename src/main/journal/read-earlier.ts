import type { JournalRecord } from '../ports/journal.ts'
import type { AnchorStore } from './anchors.ts'
import { damageOf, pendingTears } from './continuation.ts'
import type { FileCalls } from './file-calls.ts'
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
}

/** Reads every segment of a folder. Anchors that cannot be read say nothing. */
export async function readEarlier(dir: string, files: FileCalls, anchors: AnchorStore): Promise<Earlier> {
  const segments = await readSegments(dir, files)
  const scanned = segments.flatMap(({ scan }) => scan.records)
  return {
    records: scanned.map(({ payload, hash }) => recordOf(payload, hash)),
    jid: scanned.at(-1)?.payload.jid,
    segment: segments.at(-1)?.number ?? 0,
    tears: pendingTears(segments),
    damage: damageOf(segments, await anchors.read().catch(() => []))
  }
}

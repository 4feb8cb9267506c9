import type { ServiceRef } from './service.ts'

/** One file of a folder of evidence. */
export interface EvidenceFile {
  /** Below the folder. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hex, of the file as it was written. */
  readonly sha256: string
  /** What reads the same with kubectl, or the query; empty where there is none. */
  readonly command: string
}

/** A folder of evidence, and whether it is still what was written. */
export interface EvidenceView {
  /** Its name; of a zip with `.zip`. */
  readonly folder: string
  /** A zip that was opened, and not a folder of ours. */
  readonly isZip: boolean
  /** A record of this journal says that it was kept. */
  readonly isRecorded: boolean
  /** Of its manifest, lower-case hex; empty where that cannot be read. */
  readonly sha256: string
  /** ISO. */
  readonly at: string
  readonly ref: ServiceRef
  readonly environment: string
  /** What it was kept for. */
  readonly why: string
  readonly files: readonly EvidenceFile[]
  /** What was left out, and why, one sentence each. */
  readonly leftOut: readonly string[]
  /** The journal as it stood then. */
  readonly journal: { readonly seq: number; readonly hash: string } | null
  /** What is not as it was written, one sentence each. */
  readonly problems: readonly string[]
}

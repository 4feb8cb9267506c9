import type { RevisionRecord } from '../../contract/index.ts'

/** What is known for and against each revision, by ReplicaSet UID. */
export type RecordsByReplicaSet = ReadonlyMap<
  string,
  {
    readonly records: readonly RevisionRecord[]
    readonly record: 'good' | 'bad' | 'none'
    readonly recommended: boolean
  }
>

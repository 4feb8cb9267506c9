import type { Evidence } from '../../contract/index.ts'

/** What is known for and against each revision, by ReplicaSet UID. */
export type StandingsByReplicaSet = ReadonlyMap<
  string,
  {
    readonly evidence: readonly Evidence[]
    readonly standing: 'good' | 'bad' | 'none'
    readonly recommended: boolean
  }
>

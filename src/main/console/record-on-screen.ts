import type { ClusterWay } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FeedHub } from './feeds.ts'
import { recordedLastKnown } from './last-known.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Shell } from './shell.ts'

export interface RecordOnScreenOptions {
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly record: RecordKeeper
}

/** The record of an incident, read without a cluster. */
export function createRecordOnScreen({ feeds, shell, record }: RecordOnScreenOptions) {
  return {
    /** Opens that of the last incident when left out. @throws FailureError `refused` while an environment is open */
    async open(firstSeq?: number): Promise<void> {
      if (shell.environment()) {
        const remedy = 'Close the environment first, or open the service from its list.'
        throw new FailureError(failureOf('refused', 'An environment is open.', { remedy }))
      }
      const entered = await record.enterRecorded(firstSeq)
      const incident = entered?.incident
      // What was known in an incident that is over is history, and nothing to read out.
      feeds.set('lastKnown', entered?.isOver === false ? recordedLastKnown(record.records()) : null)
      shell.set({
        record: {
          service: incident?.ref ?? null,
          environment: incident?.environment.name ?? '',
          isOver: entered?.isOver ?? false,
          cluster: clusterOf(entered)
        },
        failure: null
      })
    },
    close(): void {
      if (shell.isRecordOpen()) {
        record.leaveService()
        feeds.set('lastKnown', null)
      }
      shell.set({ record: null })
    }
  }
}

/** Where an incident that is not over goes on, once its cluster is reached again; a drill ends with us. */
function clusterOf(entered: Awaited<ReturnType<RecordKeeper['enterRecorded']>>): ClusterWay | null {
  if (!entered || entered.isOver || entered.incident.environment.kind === 'drill') return null
  const { connectionId, context, server } = entered.incident.environment
  return { connectionId, context, server }
}

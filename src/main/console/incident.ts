import { serviceKey, type EnvironmentView, type ServiceRef } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { serviceRefIn } from './service-ref-in.ts'

/** An incident: one service of one cluster. */
export interface Incident {
  /** What `observe` records name it by. */
  readonly key: string
  readonly ref: ServiceRef
  /** Of the cluster. */
  readonly identity: string
  /** Name of the kubeconfig's context. */
  readonly context: string
  readonly environment: EnvironmentView
}

/** What the records of one service of one environment are kept together by. */
export function incidentKey(environmentId: string, ref: ServiceRef): string {
  return `${environmentId} ${serviceKey(ref)}`
}

/**
 * What an `observe` record says that an incident is; it can be taken up again without the cluster. `since` is the number of
 * the first record of one that was opened to read on in it, however long ago it was.
 */
export function incidentBody({ key, ref, identity, context, environment }: Incident, since?: number) {
  return { incident: key, ref, identity, context, environment, ...(since === undefined ? {} : { since }) }
}

/** What an `observe` record is about; null for one that cannot be taken up again. */
export function incidentIn({ kind, body }: JournalRecord): Incident | null {
  if (kind !== 'observe') return null
  const { incident: key, identity, context, environment } = body
  const ref = serviceRefIn(body)
  if (typeof key !== 'string' || typeof identity !== 'string' || typeof context !== 'string') return null
  if (!ref || typeof environment !== 'object' || environment === null) return null
  return { key, ref, identity, context, environment: environment as EnvironmentView }
}

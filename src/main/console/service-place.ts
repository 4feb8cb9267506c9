import type { EnvironmentView } from '../../contract/index.ts'
import { inDoubtSince } from '../../contract/index.ts'
import { writerByTarget } from '../connections/index.ts'
import type { AskingRows } from '../ports/asking.ts'
import type { Limits } from '../ports/limits.ts'
import type { Place } from '../ports/place.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { proofMeasurements } from './proof-measurements.ts'

export interface ServicePlaceOptions {
  readonly environment: EnvironmentView
  readonly session: EnvironmentSession
  readonly limits: Limits
  /** The moment that the P95 on the screen is compared with, ISO; null while nobody knows. */
  readonly normalAt: () => string | null
  /** What asks for a change there; left out where nothing is planned. */
  readonly asking?: AskingRows
}

/** Where a run on a service goes through, with what is normal as of now. */
export function servicePlace({ environment, session, limits, normalAt, asking }: ServicePlaceOptions): Place {
  const { connection, clock } = session
  // What was normal before the rollback stays normal for its proof: afterwards the bad release lies before it.
  const normalNow = normalAt()
  const azure = session.region.connection()
  return {
    environment,
    ...(asking ? { asking } : {}),
    writer: writerByTarget(connection.writer, azure?.writer ?? null),
    ...(azure ? { azure: azure.reader } : {}),
    reader: connection.reader,
    clock,
    identity: connection.identity,
    context: connection.context,
    server: connection.server,
    user: connection.user,
    inDoubtSince: () => doubtOf(session),
    credential: `kubeconfig/${environment.connectionId}, context ${environment.context}`,
    limits,
    measurements: proofMeasurements(session, limits, () => normalNow ?? normalAt())
  }
}

/** Since when an environment's API server has not answered as it should, ISO; null for well. */
export function doubtOf({ connection, clock }: Pick<EnvironmentSession, 'connection' | 'clock'>): string | null {
  return inDoubtSince(connection.link(), clock.now().getTime(), clock.speed)
}

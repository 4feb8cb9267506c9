import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EnvironmentView } from '../../../../contract/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../../../connections/index.ts'
import { answerOpening, kubeconfigFor, sendJson, sendStatus } from '../../../connections/testing/tls-server.ts'
import { openJournal } from '../../../journal/index.ts'
import { createClock } from '../../../lib/clock.ts'
import { planned } from '../../testing/planned.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Journal } from '../../../ports/journal.ts'
import type { ReadyPlan } from '../../../ports/lever.ts'
import type { Place } from '../../../ports/place.ts'
import type { Measured, Measurements } from '../../../ports/measurements.ts'
import { planRollback } from '../plan-rollback.ts'
import type { FakeCluster } from './fake-cluster.ts'

/** What a server answers instead of the cluster; false to let the cluster answer. */
export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => boolean

/** Answers as a fake cluster does over HTTPS. A dropped answer breaks the connection. */
export function answerAs(cluster: FakeCluster, request: IncomingMessage, response: ServerResponse, body: string): void {
  if (answerOpening(request, response)) return
  const answer = cluster.answer(request.method ?? '', request.url ?? '', body)
  if (!answer) return sendStatus(response, 404, 'NotFound', 'not found')
  if (answer.drop) return void request.socket.destroy()
  const given = request.headers['audit-id']
  sendJson(response, answer.body, answer.status, {
    ...(typeof given === 'string' ? { 'audit-id': given } : {}),
    ...(request.method === 'PATCH' && cluster.warning !== '' ? { warning: cluster.warning } : {})
  })
}

/** Time flies, so that windows of minutes pass in fractions of a second. */
export function fastClock(): Clock {
  const at = new Date().toISOString()
  return createClock({ simulatedAt: at, realAt: at, speed: 1_000 })
}

/** A connection to the server of a fake cluster. */
export function connectTo(
  server: { readonly url: string; readonly ca: string },
  clock: Clock
): Promise<OpenKubeConnection> {
  return createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    clock,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
}

/** Plans the rollback of the fake cluster's Deployment to a revision. */
export function planFor(
  connection: OpenKubeConnection,
  clock: Clock,
  kind: EnvironmentView['kind'],
  revision: number
): Promise<ReadyPlan> {
  const result = planRollback({
    environment: environmentAt(connection, kind),
    connection,
    ref: { namespace: 'shop', name: 'checkout' },
    ownership: { state: 'known', owners: [] },
    standings: [],
    revision,
    pods: [],
    reader: connection.reader,
    clock,
    newId: randomUUID
  })
  return planned(result, connection.identity)
}

/** As the shipped matrix has them. */
export const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }

/** Numbers of a service that is well. */
export const calm: Measured = {
  errorRatio: { value: 0.002, at: '' },
  p95: { valueMs: 180, normalMs: 175, at: '' },
  reachMs: 75_000
}

/** Measurements that know nothing of who gets which requests. */
export const noRequests: Pick<Measurements, 'requests'> = {
  requests: async () => ({ rates: { why: 'Nothing is measured' }, reachMs: 0 })
}

/** Where runs go through; without a measurement of its own the service is well. */
export function placeOf(connection: OpenKubeConnection, clock: Clock, extra: Partial<Place> = {}): Place {
  return {
    environment: { id: 'here', name: 'here', kind: 'staging', insecure: false },
    writer: connection.writer,
    reader: connection.reader,
    clock,
    identity: connection.identity,
    context: connection.context,
    server: connection.server,
    user: connection.user,
    credential: 'kubeconfig/c, context test',
    inDoubtSince: () => null,
    limits,
    measurements: {
      ...noRequests,
      measure: async () => ({ ...calm, errorRatio: { value: 0.002, at: clock.now().toISOString() } })
    },
    ...extra
  }
}

/** What an operator sends to approve a plan as it asks to be approved. */
export function approvalOf({ plan }: Pick<ReadyPlan, 'plan'>) {
  return {
    planId: plan.id,
    digest: plan.digest,
    confirmation:
      plan.approval.kind === 'typed'
        ? ({ kind: 'typed', text: plan.approval.text } as const)
        : ({ kind: 'held', heldMs: plan.approval.holdMs } as const)
  }
}

/** A journal in a folder of its own. `close` removes it again. */
export async function freshJournal(): Promise<{ readonly journal: Journal; readonly close: () => Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'backout-run-'))
  const journal = await openJournal({
    dir: join(dir, 'journal'),
    clock: { now: () => new Date() },
    app: { version: '0' },
    operator: 'me'
  })
  return {
    journal,
    async close() {
      await journal.close()
      rmSync(dir, { recursive: true, force: true })
    }
  }
}

/** The environment that a connection to a cluster for tests is opened as. */
export function environmentAt({ server }: OpenKubeConnection, kind: EnvironmentView['kind']): EnvironmentView {
  return {
    id: 'here',
    name: 'here',
    kind,
    connectionId: 'c',
    context: 'test',
    server,
    namespace: 'shop',
    insecure: false
  }
}

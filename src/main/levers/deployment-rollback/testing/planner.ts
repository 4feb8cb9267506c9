import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { EnvironmentView } from '../../../../contract/index.ts'
import { createKubeConnection } from '../../../connections/create-kube-connection.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer
} from '../../../connections/testing/tls-server.ts'
import { FakeCluster, type FakeAnswer } from './fake-cluster.ts'
import { createClock } from '../../../lib/clock.ts'
import type { PlanResult } from '../../../ports/lever.ts'
import type { PlanInput } from '../plan-input.ts'
import { planRollback } from '../plan-rollback.ts'

/** Answers some requests in the cluster's place; null leaves them to it. */
export type Override = (method: string, path: string) => FakeAnswer | null

/** A cluster behind a real connection, and the planner on it. Everything ends with the test. */
export async function stage(cluster = new FakeCluster(), override: Override = () => null) {
  const server = await startTlsServer((request, response, body) => {
    if (answerOpening(request, response)) return
    const method = request.method ?? ''
    const url = request.url ?? ''
    const answer = override(method, url) ?? cluster.answer(method, url, body)
    if (answer) sendJson(response, answer.body, answer.status)
    else sendStatus(response, 404, 'NotFound', 'not found')
  })
  onTestFinished(() => server.close())
  const logged: string[] = []
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false },
    onExchange: ({ command }) => logged.push(command)
  })
  onTestFinished(() => connection.close())
  const environment: EnvironmentView = {
    id: 'here',
    name: 'here',
    kind: 'staging',
    connectionId: 'c',
    context: 'test',
    server: connection.server,
    namespace: 'shop',
    insecure: false
  }
  const plan = (change: Partial<PlanInput> = {}): Promise<PlanResult> =>
    planRollback({
      environment,
      connection,
      ref: { namespace: 'shop', name: 'checkout' },
      ownership: { state: 'known', owners: [] },
      standings: [],
      pods: [],
      reader: connection.reader,
      clock: createClock(null),
      newId: randomUUID,
      ...change
    })
  return { cluster, server, connection, environment, plan, logged }
}

/** An answer of the API server that refuses. */
export function statusOf(code: number, message: string, details: object = {}): FakeAnswer {
  const reason = code === 403 ? 'Forbidden' : 'Invalid'
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code, details }
  }
}

import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Choice, ServiceRow } from '../../../../contract/index.ts'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import { answerOpening, sendJson, sendStatus, startTlsServer } from '../../../connections/testing/tls-server.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { PlanResult, PlanTools, World } from '../../../ports/lever.ts'
import type { Standing } from '../../../ports/standing.ts'
import { neighboursOf } from '../../../status/neighbours.ts'
import { canaryWorld } from '../../canary-frame/testing/canary-stage.ts'
import { FakeCluster } from '../../deployment-rollback/testing/fake-cluster.ts'
import { connectTo, fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit } from '../../testing/lever-kit.ts'
import { manyServices } from '../index.ts'
import { serviceRow } from './service-row.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'

export const names = ['inventory', 'pricing', 'catalog'] as const
export type Name = (typeof names)[number]

/** A fake cluster has one Deployment of one name; here it stands for a service of another. */
const asNamed = (name: string, text: string): string =>
  text.replaceAll('uid-deployment', `uid-of-${name}`).replaceAll('checkout', name)
const asFake = (name: string, text: string): string =>
  text.replaceAll(`uid-of-${name}`, 'uid-deployment').replaceAll(name, 'checkout')

/** Several services of one namespace, each released to a fourth revision after three, of which the third served well. */
export async function manyStage(
  rows: Partial<Record<Name, Partial<ServiceRow>>> = {},
  standingsOf: (name: string) => readonly Standing[] = standings
) {
  const clusters = new Map<string, FakeCluster>(names.map((name) => [name, new FakeCluster()]))
  const effects: string[] = []
  const server = await startTlsServer((request, response, body) => {
    if (answerOpening(request, response)) return
    const url = request.url ?? ''
    const name = names.find((one) => decodeURIComponent(url).includes(one)) ?? names[0]
    const cluster = clusters.get(name)
    const before = cluster?.applied ?? 0
    const answer = cluster?.answer(request.method ?? '', asFake(name, url), asFake(name, body))
    if ((cluster?.applied ?? 0) > before) effects.push(String(request.headers['audit-id']))
    if (!answer) return sendStatus(response, 404, 'NotFound', 'not found')
    if (answer.drop) return void request.socket.destroy()
    sendJson(response, JSON.parse(asNamed(name, JSON.stringify(answer.body))) as object, answer.status)
  })
  onTestFinished(() => server.close())
  const clock = fastClock()
  const connection = await connectTo(server, clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)

  const objects = (of: (cluster: FakeCluster) => readonly unknown[]): readonly KubeObject[] =>
    [...clusters].flatMap(([name, cluster]) => JSON.parse(asNamed(name, JSON.stringify(of(cluster)))) as KubeObject[])
  const value = <T>(seen: T) => ({ state: 'value', value: seen, observedAt: clock.now().toISOString() }) as const

  /** What is seen now. */
  function world(): World {
    const changedAt = clock.now().toISOString()
    return {
      ...canaryWorld({}),
      ref: { namespace: 'shop', name: 'inventory' },
      verdict: null,
      now: clock.now(),
      neighbours: neighboursOf({
        rows: value(names.map((name) => serviceRow(name, { changedAt, ...rows[name] }))),
        deployments: value(objects(({ deployment }) => [deployment])),
        replicaSets: value(objects(({ replicaSets }) => replicaSets)),
        claims: { canaries: value([]), rollouts: value([]) }
      })
    }
  }

  const tools = (): PlanTools => ({
    ...place,
    world: world(),
    newId: randomUUID,
    standingsOf: async (deployment) => standingsOf(deployment.metadata.name),
    abort: new AbortController().signal
  })
  const result = (choice: Choice | null = null): Promise<PlanResult> =>
    manyServices.plan({ choice, continues: null, why: '' }, tools())
  const plan = (choice: Choice | null = null) => planned(result(choice), place.identity)
  return {
    clusters,
    cluster: (name: Name): FakeCluster => clusters.get(name) as FakeCluster,
    connection,
    clock,
    server,
    place,
    world,
    tools,
    result,
    plan,
    effects: () => effects,
    sent: () => patchesSent(server)
  }
}

/** What their revisions did could not be read. */
export function unreadStandings(name: string): readonly Standing[] {
  const evidence = [{ verdict: 'none', source: 'metrics', text: 'Not measured: late.', at: '', unread: true }] as const
  return standings(name).map((one) => ({ ...one, evidence, standing: 'none', recommended: false }))
}

/** The third revision served well. */
export function standings(name: string): readonly Standing[] {
  return [1, 2, 3, 4].map((revision) => ({
    replicaSet: `${name}-${revision}`,
    uid: `uid-${name}-${revision}`,
    revision,
    evidence: [],
    standing: revision === 3 ? 'good' : 'none',
    recommended: revision === 3,
    lastServedAt: null
  }))
}

export function manyKit(): LeverKit {
  return {
    levers: new Map([[manyServices.id, manyServices]]),
    actions,
    gates: createGates(targetChecks),
    keepers,
    stage: () => manyStage()
  }
}

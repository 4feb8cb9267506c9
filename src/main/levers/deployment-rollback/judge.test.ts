import { expect, it } from 'vitest'
import type { Evidence, Owner, ServiceView } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { World } from '../../ports/lever.ts'
import { noNeighbours } from '../../ports/neighbours.ts'
import type { Standing } from '../../ports/standing.ts'
import { buildServiceView } from '../../status/build-service-view.ts'
import { deploymentRollback } from './index.ts'
import { judgeRollback } from './judge.ts'
import { FakeCluster } from './testing/fake-cluster.ts'

const value = <T>(seen: T) => ({ state: 'value', value: seen, observedAt: '' }) as const
const unread = { state: 'loading', awaiting: '', sinceAt: '' } as const
const evidence = (verdict: Evidence['verdict'], text: string): Evidence => ({
  verdict,
  source: 'metrics',
  text,
  at: ''
})

function standing(revision: number, found: readonly Evidence[], recommended = false): Standing {
  const isBad = found.some(({ verdict }) => verdict === 'bad')
  return {
    replicaSet: `checkout-${revision}`,
    uid: `uid-checkout-${revision}`,
    revision,
    evidence: found,
    standing: isBad ? 'bad' : 'good',
    recommended,
    lastServedAt: null
  }
}

function worldOf(cluster: FakeCluster, standings: readonly Standing[], owners: readonly Owner[] = []): World {
  const deployment = cluster.deployment as unknown as KubeObject
  const replicaSets = cluster.replicaSets as unknown as readonly KubeObject[]
  const ref = { namespace: 'shop', name: 'checkout' }
  const view: ServiceView = buildServiceView(
    ref,
    {
      deployment: value(deployment),
      replicaSets: value(replicaSets),
      pods: value([]),
      canaries: value([]),
      rollouts: value([]),
      objects: new Map(),
      requests: unread,
      signals: [],
      normalAt: null,
      prometheus: unread
    },
    new Date(),
    new Map(standings.map((one) => [one.uid, one]))
  )
  return {
    ref,
    context: 'test',
    service: { ...view, ownership: value({ state: 'known', owners }) },
    objects: new Map([
      ['deployments', value([deployment])],
      ['replicasets', value(replicaSets)]
    ]),
    standings,
    neighbours: noNeighbours,
    verdict: null,
    now: new Date()
  }
}

function judged(cluster: FakeCluster, standings: readonly Standing[]) {
  return judgeRollback(worldOf(cluster, standings))
}

const good = evidence('good', 'Errors 0.004 % of 532,206 requests.')
const bad = evidence('bad', 'Errors 35.5 % of 10,000 requests.')

it('goes back to the newest good one where it is another release', () => {
  const standings = [standing(4, [bad]), standing(3, [good], true)]
  expect(judged(new FakeCluster(), standings)).toMatchObject({ state: 'fits', choice: { revision: 3 } })
})

it('says where nothing but its pods speaks for it that its errors were not measured', () => {
  const pods: Evidence = { ...good, source: 'cluster', text: '4 of its pods are still ready.' }
  const reason = (found: readonly Evidence[]) =>
    judged(new FakeCluster(), [standing(4, [bad]), standing(3, found, true)]).reason
  expect(reason([pods])).toBe('Revision 3 is the newest whose pods hold; its errors were not measured.')
  expect(reason([pods, good])).toBe('Revision 3 is the newest with a good standing.')
})

it('does not recommend an undo that does no more than a restart', () => {
  const cluster = new FakeCluster()
  cluster.replicaSets.pop()
  cluster.restartAs(4, 3)
  expect(judged(cluster, [standing(4, [bad]), standing(3, [good], true)])).toMatchObject({
    state: 'possible',
    choice: { revision: 3 },
    reason:
      'Revision 3 is the present release before a restart: an undo to it only starts the pods anew, and changes nothing else.'
  })
})

it('does not offer an older one as help once a template that served well fails as well', () => {
  const cluster = new FakeCluster()
  cluster.release('3')
  const standings = [standing(3, [good, bad]), standing(4, [bad]), standing(2, [good], true)]
  expect(judged(cluster, standings)).toMatchObject({
    state: 'possible',
    choice: { revision: 2 },
    reason:
      'The present template served well as revision 3: what makes it fail now is not in it, and an older one is not likely to help.'
  })
})

it('is planned anew once an owner was seen to put changes back, and not at each time that it does so', () => {
  const seen = (times: number): readonly Owner[] => [
    {
      system: 'controller',
      name: 'Field manager own',
      effect: `It did so ${times} times.`,
      role: 'controller',
      evidence: '',
      source: '',
      reconciles: 'repeated'
    }
  ]
  const key = (owners: readonly Owner[]) => deploymentRollback.planKey(worldOf(new FakeCluster(), [], owners))
  expect(key(seen(2))).not.toBe(key([]))
  expect(key(seen(3))).toBe(key(seen(2)))
})

import { canaryWorld, seenAt } from '../src/main/levers/canary-frame/testing/canary-stage.ts'
import { FakeCluster } from '../src/main/levers/deployment-rollback/testing/fake-cluster.ts'
import { serviceRow } from '../src/main/levers/many-services/testing/service-row.ts'
import { levers } from '../src/main/levers/registry.ts'
import { judgeAll } from '../src/main/plan/chooser.ts'
import type { KubeObject } from '../src/main/ports/kube.ts'
import type { World } from '../src/main/ports/lever.ts'
import { neighboursOf } from '../src/main/status/neighbours.ts'
import { percentile, type BenchContext, type Finding, type Measure } from './measure.ts'

/** Services of the namespace, all of them changed within the hour: the most that has to be judged. */
const SERVICES = 200
const ROUNDS = 300
/** Until the code is compiled. */
const FIRST_ROUNDS = 100

/**
 * Every lever for a service under a Canary in a namespace of 200 services that all changed: what the console does at each
 * observation. Each round has one Deployment that changed since the last one, as a watch brings it. Beside it, in turns, the least
 * that any reader of a watch does: the text of that one Deployment and its ReplicaSets into objects.
 */
async function judgeLevers({ say }: BenchContext): Promise<Finding> {
  const texts = Array.from({ length: SERVICES }, (_, index) => textsOf(`svc-${index}`))
  let deployments = texts.map(({ deployment }) => parsed(deployment))
  const replicaSets = texts.flatMap((text) => text.replicaSets.map(parsed))
  const rows = texts.map((_, index) => serviceRow(`svc-${index}`, { changedAt: seenAt.toISOString() }))
  const ours: number[] = []
  const theirs: number[] = []
  let views = 0
  for (let round = 0; round < FIRST_ROUNDS + ROUNDS; round += 1) {
    const changed = round % SERVICES
    const text = texts[changed]
    if (text === undefined) throw new Error('there is no such service')
    theirs.push(timed(() => [parsed(text.deployment), ...text.replicaSets.map(parsed)]))
    deployments = deployments.with(changed, parsed(text.deployment))
    const world = worldOf(rows, deployments, replicaSets)
    ours.push(timed(() => (views = judgeAll(levers, world).length)))
  }
  const [shown, bare] = [ours.slice(FIRST_ROUNDS), theirs.slice(FIRST_ROUNDS)]
  say(`${views} of ${levers.size} levers shown; p99 ${percentile(shown, 0.99).toFixed(2)} ms`)
  return { value: percentile(shown, 0.5), baseline: percentile(bare, 0.5) }
}

function worldOf(
  rows: readonly ReturnType<typeof serviceRow>[],
  deployments: readonly KubeObject[],
  replicaSets: readonly KubeObject[]
): World {
  const value = <T>(seen: T) => ({ state: 'value', value: seen, observedAt: seenAt.toISOString() }) as const
  return {
    ...canaryWorld(),
    neighbours: neighboursOf({
      rows: value(rows),
      deployments: value(deployments),
      replicaSets: value(replicaSets),
      claims: { canaries: value([]), rollouts: value([]) }
    })
  }
}

/** As a server would write them. */
function textsOf(name: string): { readonly deployment: string; readonly replicaSets: readonly string[] } {
  const cluster = new FakeCluster()
  const named = (object: unknown): string =>
    JSON.stringify(object).replaceAll('uid-deployment', `uid-of-${name}`).replaceAll('checkout', name)
  return { deployment: named(cluster.deployment), replicaSets: cluster.replicaSets.map(named) }
}

function parsed(text: string): KubeObject {
  return JSON.parse(text) as KubeObject
}

/** Milliseconds of the processor: what others take of a busy machine meanwhile is not ours. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

export const measures: readonly Measure[] = [
  { name: 'judge-levers', unit: 'ms', goal: { atMost: 2 }, run: judgeLevers }
]

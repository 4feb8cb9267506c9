import type { Admin } from '../cluster/admin.ts'
import type { Canary } from '../cluster/objects.ts'
import { freePort } from '../cluster/programs.mjs'
import type { TrafficBench } from './bench.ts'
import { patientCanary, workload } from './manifests.ts'
import { until } from './until.ts'
import { badTag, goodTag, namespaceOf, type World } from './worlds.ts'

/** A Canary of Flagger at rest, and what users call. */
async function restingWorld(bench: TrafficBench, namespace: string, analysis: object): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const port = await freePort()
  await admin.apply(
    workload({ namespace, name: 'checkout', tag: goodTag }),
    patientCanary(namespace, 'checkout', port, analysis)
  )
  await inPhase(admin, namespace, 'Initialized')
  const client = await bench.client(namespace)
  const call = { host: 'checkout', port }
  await client.reaches(call, goodTag)
  return { namespace, admin, client, call }
}

async function inPhase(admin: Admin, namespace: string, phase: string): Promise<void> {
  const path = `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/checkout`
  await until(`the Canary to be ${phase}`, async () => (await admin.get<Canary>(path)).status?.phase === phase)
}

/** A Canary of Flagger whose release is on trial, with a share of the users. */
export async function trialWorld(bench: TrafficBench, namespace: string, analysis: object = {}): Promise<World> {
  const world = await restingWorld(bench, namespace, analysis)
  await world.admin.apply(workload({ namespace, name: 'checkout', tag: badTag }))
  await inPhase(world.admin, namespace, 'Progressing')
  await world.client.reaches(world.call, badTag)
  return world
}

/** A Canary of Flagger whose bad release was promoted without an analysis: everybody is on it. */
export async function promotedWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const world = await restingWorld(bench, namespace, {})
  const { admin } = world
  const setSkip = (skipAnalysis: true | null): Promise<string> => {
    const patch = ['--type=merge', '-p', JSON.stringify({ spec: { skipAnalysis } })]
    return admin.kubectl(['-n', namespace, 'patch', 'canary', 'checkout', ...patch])
  }
  await setSkip(true)
  await admin.apply(workload({ namespace, name: 'checkout', tag: badTag }))
  await inPhase(admin, namespace, 'Succeeded')
  await setSkip(null)
  await world.client.reaches(world.call, badTag)
  return world
}

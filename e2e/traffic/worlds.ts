import { createAdmin, type Admin } from '../cluster/admin.ts'
import type { Canary } from '../cluster/objects.ts'
import { freePort } from '../cluster/programs.mjs'
import type { TrafficBench } from './bench.ts'
import { patientCanary, service, sidecar, to, virtualService, workload } from './manifests.ts'
import { until } from './until.ts'
import type { Call, Client } from './users.ts'

/** A service of a namespace of its own, and a client beside it. */
export interface World {
  readonly namespace: string
  readonly admin: Admin
  readonly client: Client
  /** What users call. */
  readonly call: Call
}

export const goodTag = '1.0'
export const badTag = '2.0-bad40'

async function namespaceOf(bench: TrafficBench, namespace: string): Promise<Admin> {
  const admin = createAdmin(bench)
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, sidecar(namespace))
  return admin
}

/** Two Deployments, `cart` good and `cart-next` bad, between which a VirtualService splits by weights. */
export async function splitWorld(
  bench: TrafficBench,
  namespace: string,
  weights: readonly [number, number] = [50, 50],
  rules: (ordinary: object) => readonly object[] = (ordinary) => [ordinary]
): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const port = await freePort()
  await admin.apply(
    workload({ namespace, name: 'cart', tag: goodTag }),
    workload({ namespace, name: 'cart-next', tag: badTag }),
    service(namespace, 'cart', port),
    service(namespace, 'cart-next', port),
    virtualService(namespace, 'cart', rules({ route: [to('cart', weights[0]), to('cart-next', weights[1])] }))
  )
  const client = await bench.client(namespace)
  const call = { host: 'cart', port }
  await client.reaches(call, goodTag)
  await client.reaches(call, badTag)
  await client.isWell(call)
  return { namespace, admin, client, call }
}

/** A Canary of Flagger whose release is on trial, with a share of the users. */
export async function trialWorld(bench: TrafficBench, namespace: string, analysis: object = {}): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const port = await freePort()
  const canary = `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/checkout`
  const phase = async (): Promise<string | undefined> => (await admin.get<Canary>(canary)).status?.phase
  await admin.apply(
    workload({ namespace, name: 'checkout', tag: goodTag }),
    patientCanary(namespace, 'checkout', port, analysis)
  )
  await until('the Canary to be initialized', async () => (await phase()) === 'Initialized')
  const client = await bench.client(namespace)
  const call = { host: 'checkout', port }
  await client.reaches(call, goodTag)
  await admin.apply(workload({ namespace, name: 'checkout', tag: badTag }))
  await until('the Canary to be on trial', async () => (await phase()) === 'Progressing')
  await client.reaches(call, badTag)
  return { namespace, admin, client, call }
}

/** A Deployment with a Service and nothing else, whose present release is bad. */
export async function plainWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const port = await freePort()
  await admin.apply(workload({ namespace, name: 'cart', tag: goodTag }), service(namespace, 'cart', port))
  const client = await bench.client(namespace)
  const call = { host: 'cart', port }
  await client.reaches(call, goodTag)
  await admin.apply(workload({ namespace, name: 'cart', tag: badTag }))
  await client.reaches(call, badTag)
  return { namespace, admin, client, call }
}

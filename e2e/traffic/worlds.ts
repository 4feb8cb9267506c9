import { createAdmin, type Admin } from '../cluster/admin.ts'
import { freePort } from '../cluster/programs.mjs'
import type { TrafficBench } from './bench.ts'
import { service, sidecar, to, virtualService, workload } from './manifests.ts'
import type { Call, Client } from './users.ts'

/** A service of a namespace of its own, and a client beside it. */
export interface World {
  readonly namespace: string
  readonly admin: Admin
  readonly client: Client
  /** What users call. */
  readonly call: Call
  /** Other services of the namespace, which they call in turn with it; none when left out. */
  readonly besides?: readonly Call[]
  /** Ends what only this world needs. */
  readonly close?: () => Promise<void>
}

export const goodTag = '1.0'
export const badTag = '2.0-bad40'

/** A namespace whose clients listen for nothing else. */
export async function namespaceOf(bench: TrafficBench, namespace: string): Promise<Admin> {
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

/** The same behind a VirtualService with that one destination, as most services of a mesh are. */
export async function routedWorld(bench: TrafficBench, namespace: string): Promise<World> {
  return routed(await plainWorld(bench, namespace))
}

/** The world behind a VirtualService of one destination. */
export async function routed(world: World): Promise<World> {
  const { namespace, admin, call } = world
  await admin.apply(virtualService(namespace, call.host, [{ route: [to(call.host, 100)] }]))
  return world
}

/** A Deployment whose release is good and whose ConfigMap was changed by hand since: its pods were restarted, and read it. */
export async function configWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const port = await freePort()
  const config = 'cart-config'
  await admin.apply(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: config, namespace }, data: { VERSION: goodTag } },
    service(namespace, 'cart', port),
    workload({ namespace, name: 'cart', tag: goodTag, config })
  )
  const client = await bench.client(namespace)
  const call = { host: 'cart', port }
  await client.reaches(call, goodTag)
  const change = JSON.stringify({ data: { VERSION: badTag } })
  await admin.kubectl(['-n', namespace, 'patch', 'configmap', config, '--type=merge', '-p', change])
  await admin.kubectl(['-n', namespace, 'rollout', 'restart', 'deployment/cart'])
  await client.reaches(call, badTag)
  await admin.kubectl(['-n', namespace, 'rollout', 'status', 'deployment/cart', '--timeout=90s'])
  return { namespace, admin, client, call }
}

/** Services of `severalWorld`. */
export const severalNames = ['cart', 'catalog', 'checkout', 'payment', 'search', 'stock'] as const

/** Several Deployments whose present releases are bad, all of them. */
export async function severalWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const admin = await namespaceOf(bench, namespace)
  const calls = await Promise.all(severalNames.map(async (host) => ({ host, port: await freePort() })))
  const release = (tag: string): object[] => severalNames.map((name) => workload({ namespace, name, tag }))
  await admin.apply(...calls.map(({ host, port }) => service(namespace, host, port)), ...release(goodTag))
  const client = await bench.client(namespace)
  const reach = (tag: string): Promise<unknown> => Promise.all(calls.map((call) => client.reaches(call, tag)))
  await reach(goodTag)
  await admin.apply(...release(badTag))
  await reach(badTag)
  const [call, ...besides] = calls
  if (!call) throw new Error('no service')
  return { namespace, admin, client, call, besides }
}

import { createAdmin, type Admin } from '../cluster/admin.ts'
import { freePort } from '../cluster/programs.mjs'
import type { TrafficBench } from './bench.ts'
import { serveRepository, type Repository } from './git-server.ts'
import { service, sidecar, workload } from './manifests.ts'
import { until } from './until.ts'
import { badTag, goodTag, type World } from './worlds.ts'

/** The interval of every Kustomization here; at the end of it Flux applies again. */
export const intervalSeconds = 20

export interface FluxWorld extends World {
  readonly repository: Repository
  readonly close: () => Promise<void>
  /** The Kustomization that applies the Deployment, which the other one applies. */
  readonly kustomization: string
  readonly above: string
}

const apiVersion = 'kustomize.toolkit.fluxcd.io/v1'

function kustomization(name: string, path: string, repository: string): object {
  return {
    apiVersion,
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: `${intervalSeconds}s`,
      path,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: repository }
    }
  }
}

/** A Deployment in Git; each release has an environment variable of its own, so that a mix of two would show. */
export function inGit(namespace: string, tag: string): Readonly<Record<string, string>> {
  const deployment = workload({ namespace, name: 'cart', tag }) as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly object[] } } }
  }
  const { template } = deployment.spec
  const containers = template.spec.containers.map((one) => ({ ...one, env: [{ name: variableOf(tag), value: 'set' }] }))
  const whole = {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } }
  }
  return { 'cart/deployment.yaml': JSON.stringify(whole) }
}

/** The variable that a release alone sets. */
export function variableOf(tag: string): string {
  return `RELEASE_${tag.replaceAll(/\W/g, '_').toUpperCase()}`
}

/** A bad release that Flux applied from Git, by a Kustomization that is in Git as well. */
export async function fluxWorld(bench: TrafficBench, namespace: string): Promise<FluxWorld> {
  const admin = createAdmin(bench)
  const repository = await serveRepository()
  const above = `${namespace}-apps`
  const port = await freePort()
  await admin.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    sidecar(namespace),
    service(namespace, 'cart', port)
  )
  await repository.commit(
    { ...inGit(namespace, goodTag), 'apps/cart.yaml': JSON.stringify(kustomization(namespace, './cart', namespace)) },
    'the good release'
  )
  await admin.apply(
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: namespace, namespace: 'flux-system' },
      spec: { interval: '5s', url: repository.url, ref: { branch: 'main' } }
    },
    kustomization(above, './apps', namespace)
  )
  const client = await bench.client(namespace)
  const call = { host: 'cart', port }
  await client.reaches(call, goodTag)
  await repository.commit(inGit(namespace, badTag), 'a bad release')
  await client.reaches(call, badTag)
  await until('the bad release alone', async () => (await client.call(call)).version === badTag)
  const close = (): Promise<void> => repository.close()
  return { namespace, admin, client, call, repository, kustomization: namespace, above, close }
}

/** A Kustomization as it is. */
export const kustomizationPath = (name: string): string =>
  `/apis/${apiVersion}/namespaces/flux-system/kustomizations/${name}`

interface ReplicaSet {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } }
  }
}

/** The revision of the good release: rolled back to once, its ReplicaSet has got a new number. */
export async function goodRevision(admin: Admin, namespace: string): Promise<number> {
  const { items } = await admin.get<{ readonly items: readonly ReplicaSet[] }>(
    `/apis/apps/v1/namespaces/${namespace}/replicasets`
  )
  const good = items.find(({ spec }) => spec.template.spec.containers[0].image.endsWith(`:${goodTag}`))
  return Number(good?.metadata.annotations['deployment.kubernetes.io/revision'])
}

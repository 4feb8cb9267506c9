import { applyJsonPatch } from '../../api/json-patch.ts'
import { applyMergePatch } from '../../api/merge-patch.ts'
import type { Deployment, ReplicaSet } from '../../controllers/kube-types.ts'
import { controllerUid, keys } from '../../controllers/kube-types.ts'
import { revisionOf, undoneAnnotations } from '../../controllers/revisions.ts'
import { hashLabel } from '../../controllers/template.ts'
import type { ApiStore, KubeObject, ResourceKey } from '../../store/api-store.ts'
import type { World } from '../../world/world.ts'
import { namespace, service } from './bench.ts'

const by = { manager: 'kubectl' } as const

function read(store: ApiStore, key: ResourceKey, name: string): KubeObject {
  const found = store.get(key, namespace, name)
  if (found === undefined) throw new Error(`no ${key.resource} ${name}`)
  return found
}

/** A new image, as a pipeline would set it. */
export function release({ store }: World, version: string, more: object = {}): void {
  const found = read(store, keys.deployments, service) as Deployment
  const containers = found.spec.template.spec.containers.map((one) => ({ ...one, image: `app:${version}`, ...more }))
  const template = { ...found.spec.template, spec: { ...found.spec.template.spec, containers } }
  store.update(keys.deployments, { ...found, spec: { ...found.spec, template } }, by)
}

/** kubectl rollout undo, to a revision or to the one before (kubernetes/kubectl pkg/polymorphichelpers/rollback.go). */
export function undo({ store }: World, name: string, toRevision?: number): void {
  const found = read(store, keys.deployments, name) as Deployment
  const owned = (store.list(keys.replicaSets, namespace) as readonly ReplicaSet[])
    .filter((one) => controllerUid(one) === found.metadata.uid)
    .toSorted((a, b) => revisionOf(b) - revisionOf(a))
  const chosen = toRevision === undefined ? owned[1] : owned.find((one) => revisionOf(one) === toRevision)
  if (chosen === undefined) throw new Error(`no revision of ${name} to go back to`)
  const { [hashLabel]: _hash, ...labels } = chosen.spec.template.metadata?.labels ?? {}
  const template = { ...chosen.spec.template, metadata: { ...chosen.spec.template.metadata, labels } }
  const marks = undoneAnnotations(found, chosen)
  store.update(
    keys.deployments,
    {
      ...found,
      metadata: { ...found.metadata, annotations: marks },
      spec: { ...found.spec, template }
    },
    by
  )
}

const kinds: Readonly<Record<string, ResourceKey>> = {
  canary: keys.canaries,
  virtualservice: keys.virtualServices,
  deployment: keys.deployments
}

function patch({ store }: World, command: string): void {
  const [, kind = '', name = ''] = /patch (\w+) (\S+)/.exec(command) ?? []
  const [, text = '{}'] = /-p='([^]*)'/.exec(command) ?? []
  const key = kinds[kind] ?? keys.canaries
  const found = read(store, key, name)
  const { resourceVersion: _version, ...metadata } = found.metadata
  const next = command.includes('--type=json')
    ? applyJsonPatch({ ...found, metadata }, text)
    : applyMergePatch({ ...found, metadata }, JSON.parse(text))
  const isStatus = command.includes('--subresource=status')
  store.update(key, next as KubeObject, isStatus ? { ...by, subresource: 'status' } : by)
}

/** Does what a command of the evidence did. */
export function run(world: World, command: string): void {
  const { store } = world
  const [, undone, revision] = /rollout undo deployment\/(\S+).*?(?:--to-revision=(\d+))?$/.exec(command) ?? []
  if (command.includes('rollout undo deployment/$') || command.startsWith('for deployment in'))
    for (const { metadata } of store.list(keys.deployments, namespace)) undo(world, metadata.name ?? '')
  else if (undone !== undefined) undo(world, undone, revision === undefined ? undefined : Number(revision))
  else if (command.includes('delete canary')) store.delete(keys.canaries, namespace, service)
  else if (command.includes('annotate')) {
    const found = read(store, keys.virtualServices, service)
    const marks = { ...found.metadata.annotations, audit: 'seen' }
    store.update(keys.virtualServices, { ...found, metadata: { ...found.metadata, annotations: marks } }, by)
  } else if (command.includes(' patch ')) patch(world, command)
}

/** Opens or closes a gate at the load tester. */
export async function gate(world: World, path: string): Promise<void> {
  await world.serviceProxy.handle({
    namespace: 'flagger-system',
    of: 'services',
    service: 'flagger-loadtester',
    port: '80',
    scheme: 'http',
    method: 'POST',
    path,
    query: new URLSearchParams(),
    body: JSON.stringify({ name: service, namespace })
  })
}

/** A ConfigMap that only one release reads. */
export function createSettings({ store }: World): void {
  const metadata = { name: 'new-settings', namespace }
  store.create(keys.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mode: 'new' } }, by)
}

/** What a container has that reads it. */
export const readsSettings = { envFrom: [{ configMapRef: { name: 'new-settings' } }] }

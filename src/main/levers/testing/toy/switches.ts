import type { Target } from '../../../../contract/index.ts'
import { stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'

const resource = { group: 'test.example', version: 'v1', resource: 'switches', namespace: 'shop' }

/** The one kind of object that the toy changes: a switch with a position. */
export function switchPath(name: string) {
  return kubePath({ ...resource, name })
}

export function operationPath(name: string) {
  return kubePath({ group: 'test.example', version: 'v1', resource: 'operations', name })
}

export function switchObject(name: string, position: string): KubeObject {
  const metadata = { name, namespace: 'shop', uid: `uid-${name}` }
  return { apiVersion: 'test.example/v1', kind: 'Switch', metadata, spec: { position } }
}

export function switchTarget(cluster: string, { metadata: { name, uid } }: KubeObject): Target {
  return { api: 'kubernetes', cluster, ...resource, name, uid }
}

export function positionOf(object: unknown): string {
  return stringAt(object, 'spec', 'position')
}

export function versionOf(object: unknown): string {
  return stringAt(object, 'metadata', 'resourceVersion')
}

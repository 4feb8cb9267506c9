import type { Step } from './step.ts'
import {
  checkout,
  replicaSets,
  pods,
  configMaps,
  configMap,
  deployments,
  deployment,
  settled,
  get,
  table,
  bad
} from './step.ts'

/** Objects are made, read, listed, shown as tables and watched. */
export const reads: readonly Step[] = [
  {
    title: 'create a namespace',
    covers: 'create',
    request: () => ({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
    })
  },
  {
    title: 'create a ConfigMap',
    covers: 'create',
    request: () => ({ method: 'POST', path: configMaps, body: configMap('checkout', { limit: '10' }) })
  },
  bad('create what exists', { method: 'POST', path: configMaps, body: configMap('checkout', {}) }),
  {
    title: 'create a Deployment',
    covers: 'create',
    request: () => ({ method: 'POST', path: `${deployments}?fieldManager=test`, body: deployment })
  },
  get('get a Deployment', 'get', checkout, settled),
  get('list Deployments', 'list', deployments),
  get('list ReplicaSets by label', 'list', `${replicaSets}?labelSelector=app%3Dcheckout`),
  get('list by set of labels', 'list', `${replicaSets}?labelSelector=app%20in%20%28checkout%29%2C%21missing`),
  get('list by field', 'list', `${configMaps}?fieldSelector=metadata.name%3Dcheckout`),
  get('list nothing', 'list', `${pods}?labelSelector=app%3Dnobody`),
  get('list at version 0', 'list', `${deployments}?resourceVersion=0`),
  {
    title: 'list metadata only',
    covers: 'list',
    request: () => ({
      path: deployments,
      headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
    })
  },
  {
    title: 'get metadata only',
    covers: 'get',
    request: () => ({
      path: `${configMaps}/checkout`,
      headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }
    })
  },
  table('Deployments', deployments),
  table('one Deployment', checkout),
  table('ReplicaSets', replicaSets),
  table('Pods', pods),
  table('a ConfigMap', `${configMaps}/checkout`),
  table('a namespace', '/api/v1/namespaces/shop'),
  get(
    'watch with initial events',
    'watch',
    `${deployments}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=2`
  ),
  {
    title: 'watch from the list',
    covers: 'watch',
    request: (seen) => ({
      path: `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dcheckout&resourceVersion=${String(seen('create a namespace')['metadata']?.['resourceVersion'] ?? '')}`
    })
  },
  bad('watch with a bad version', { path: `${deployments}?watch=1&resourceVersion=soon` }),
  bad('initial events without a match', { path: `${deployments}?watch=1&sendInitialEvents=true` })
]

import { createHash } from 'node:crypto'
import type { KindDefinition, SubresourceDefinition } from '../store/kind-definition.ts'
import { apiVersionOf } from '../store/kube-object.ts'
import { json, text } from './exchange.ts'
import type { Answer, ApiContext, Exchange } from './exchange.ts'
import { negotiate } from './negotiate.ts'
import { digest, matches, notModified } from './openapi.ts'

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** /api, /apis and the lists of resources below them, plain and aggregated. */
export function discoveryRoute({ store }: ApiContext, exchange: Exchange): Answer | undefined {
  const path = exchange.info.path.replace(/\/$/, '')
  const kinds = store.kinds()
  if (path === '/api' || path === '/apis') {
    const own = kinds.filter((kind) => (kind.group === '') === (path === '/api'))
    const aggregated = negotiate(exchange.headers.accept, ['discovery', 'json']) === 'discovery'
    return aggregated
      ? aggregatedAnswer(exchange, own)
      : json(exchange, 200, path === '/api' ? versions() : groups(own))
  }
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path)
  if (match !== null && (match[1] === undefined) === path.startsWith('/api/')) {
    const [, group = '', version = ''] = match
    const own = kinds.filter((kind) => kind.group === group && kind.version === version)
    return own.length === 0 ? text(404, '404 page not found\n') : json(exchange, 200, resourceList(own))
  }
  const group = /^\/apis\/([^/]+)$/.exec(path)?.[1]
  const own = kinds.filter((kind) => kind.group === group && group !== '')
  if (group === undefined || own.length === 0) return undefined
  return json(exchange, 200, { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, own) })
}

function versions(): object {
  const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }]
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs }
}

function groups(kinds: readonly KindDefinition[]): object {
  const names = [...new Set(kinds.map((kind) => kind.group))]
  const list = names.map((name) =>
    groupOf(
      name,
      kinds.filter((kind) => kind.group === name)
    )
  )
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: list }
}

function groupOf(name: string, kinds: readonly KindDefinition[]): object {
  const found = [...new Set(kinds.map((kind) => kind.version))].map((version) => ({
    groupVersion: `${name}/${version}`,
    version
  }))
  return { name, versions: found, preferredVersion: found[0] }
}

function resourceList(kinds: readonly KindDefinition[]): object {
  const resources = kinds.flatMap((kind) => [
    {
      name: kind.resource,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: kind.verbs,
      ...namesOf(kind),
      ...(kind.verbs.includes('list') ? { storageVersionHash: storageVersionHash(kind) } : {})
    },
    ...kind.subresources.map((sub) => ({
      name: `${kind.resource}/${sub.name}`,
      singularName: '',
      namespaced: kind.namespaced,
      ...(sub.group === undefined ? {} : { group: sub.group, version: sub.version }),
      kind: sub.kind,
      verbs: sub.verbs
    }))
  ])
  const groupVersion = kinds[0] === undefined ? '' : apiVersionOf(kinds[0])
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources }
}

/** kubernetes/apiserver pkg/endpoints/discovery/storageversionhash.go. */
function storageVersionHash({ group, version, kind }: KindDefinition): string {
  return createHash('sha256').update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString('base64')
}

function namesOf(kind: KindDefinition): object {
  return {
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories })
  }
}

function aggregatedAnswer(exchange: Exchange, kinds: readonly KindDefinition[]): Answer {
  const names = [...new Set(kinds.map((kind) => kind.group))]
  const items = names.map((name) => {
    const own = kinds.filter((kind) => kind.group === name)
    const found = [...new Set(own.map((kind) => kind.version))]
    return {
      metadata: name === '' ? {} : { name },
      versions: found.map((version) => ({
        version,
        resources: own.filter((kind) => kind.version === version).map(aggregatedResource),
        freshness: 'Current'
      }))
    }
  })
  const value = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
  const etag = digest(JSON.stringify(value))
  if (matches(exchange, etag)) return notModified(etag)
  const answer = json(exchange, 200, value, AGGREGATED)
  // Upstream says `public`. The drill's clock may run ahead of the client's, whose cache would then take an old answer
  // for a fresh one; `no-cache` makes it ask again with the ETag.
  return { ...answer, headers: { etag: `"${etag}"`, vary: 'Accept' } }
}

function aggregatedResource(kind: KindDefinition): object {
  return {
    resource: kind.resource,
    responseKind: { group: '', version: '', kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...namesOf(kind),
    ...(kind.subresources.length === 0 ? {} : { subresources: kind.subresources.map(aggregatedSubresource) })
  }
}

function aggregatedSubresource(sub: SubresourceDefinition): object {
  const { group = '', version = '', kind } = sub
  return { subresource: sub.name, responseKind: { group, version, kind }, verbs: sub.verbs }
}

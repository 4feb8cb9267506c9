import type { Seen, Step } from './step.ts'
import { bad, get } from './step.ts'

/** Secrets, because nobody but these steps makes any in the namespace. */
const secrets = '/api/v1/namespaces/shop/secrets'

const create = (name: string, labels: object = {}): Step => ({
  title: `create the Secret ${name}`,
  covers: 'create',
  request: () => ({
    method: 'POST',
    path: secrets,
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name, labels }, stringData: { of: name } }
  })
})

const metadataOf = (seen: Seen, title: string, field: 'continue' | 'resourceVersion'): string =>
  String(seen(title)['metadata']?.[field] ?? '')

/** A page that goes on where another one ended. */
const after = (title: string, before: string, query: string): Step => ({
  title,
  covers: 'pages',
  request: (seen) => ({ path: `${secrets}?${query}&continue=${metadataOf(seen, before, 'continue')}` })
})

const at = (title: string, query: string): Step => ({
  title,
  covers: 'pages',
  request: (seen) => ({
    path: `${secrets}?resourceVersion=${metadataOf(seen, 'the first page', 'resourceVersion')}&${query}`
  })
})

/** Lists in pages and at versions, while what they list changes. */
export const lists: readonly Step[] = [
  ...['a', 'b', 'c', 'd'].map((name) => create(name)),
  create('e', { chosen: 'yes' }),
  get('the first page', 'pages', `${secrets}?limit=2`),
  {
    title: 'delete a Secret of the second page',
    covers: 'pages',
    request: () => ({ method: 'DELETE', path: `${secrets}/d` })
  },
  create('bb', { chosen: 'yes' }),
  after('the second page is as it was', 'the first page', 'limit=2'),
  after('the last page', 'the second page is as it was', 'limit=2'),
  after('all of the rest', 'the first page', ''),
  at('the list as it was', 'resourceVersionMatch=Exact'),
  at('the list as it was, with a limit', 'limit=100'),
  at('the list as it is', 'resourceVersionMatch=NotOlderThan'),
  get('a page of a selection', 'pages', `${secrets}?limit=1&labelSelector=chosen%3Dyes`),
  after('the next page of a selection', 'a page of a selection', 'limit=1&labelSelector=chosen%3Dyes'),
  get('a limit at version 0', 'pages', `${secrets}?limit=1&resourceVersion=0`),
  get('a limit and a name', 'pages', `${secrets}?limit=1&fieldSelector=metadata.name%3Da`),
  after('a version beside a token', 'the first page', 'resourceVersion=5'),
  after('a match beside a token', 'the first page', 'resourceVersion=5&resourceVersionMatch=Exact'),
  bad('a match without a version', { path: `${secrets}?resourceVersionMatch=Exact` }),
  bad('an exact version 0', { path: `${secrets}?resourceVersion=0&resourceVersionMatch=Exact` }),
  bad('an unknown match', { path: `${secrets}?resourceVersion=5&resourceVersionMatch=Perhaps` }),
  bad('initial events of a list', { path: `${secrets}?sendInitialEvents=true` }),
  bad('a match of a watch', { path: `${secrets}?watch=1&resourceVersion=5&resourceVersionMatch=NotOlderThan` }),
  bad('a list of a version that is none', { path: `${secrets}?resourceVersion=soon` }),
  bad('a get of a version that is none', { path: `${secrets}/a?resourceVersion=soon` }),
  bad('a timeout that is none', { path: `${secrets}?timeout=soon` }),
  bad('a version that does not come', { path: `${secrets}?resourceVersion=999999999` }),
  {
    title: 'watch metadata only',
    covers: 'watch',
    request: (seen) => ({
      path: `${secrets}?watch=1&timeoutSeconds=1&resourceVersion=${metadataOf(seen, 'the first page', 'resourceVersion')}`,
      headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }
    })
  },
  {
    title: 'watch as a table',
    covers: 'watch',
    request: (seen) => ({
      path: `${secrets}?watch=1&timeoutSeconds=1&resourceVersion=${metadataOf(seen, 'the first page', 'resourceVersion')}`,
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    })
  },
  ...['Object', 'None', 'Metadata', 'Perhaps'].map((include): Step => ({
    title: `Table of Secrets with ${include}`,
    covers: 'Table output',
    request: () => ({
      path: `${secrets}?includeObject=${include}`,
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    })
  })),
  {
    title: 'delete the Secrets of a selection',
    covers: 'pages',
    request: () => ({ method: 'DELETE', path: `${secrets}?labelSelector=chosen%3Dyes` })
  }
]

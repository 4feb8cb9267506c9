import type { Step } from './step.ts'
import { checkout, pods, configMaps, configMap, deployments, bad } from './step.ts'

/** Requests that nobody can fulfil. */
export const errors: readonly Step[] = [
  bad('patch of what is missing', {
    method: 'PATCH',
    path: `${deployments}/nobody`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: {}
  }),
  bad('an unknown patch type', {
    method: 'PATCH',
    path: checkout,
    headers: { 'content-type': 'application/xml' },
    body: '<a/>'
  }),
  bad('a body that is no JSON', {
    method: 'PATCH',
    path: checkout,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"a":'
  }),
  bad('a missing object', { path: `${deployments}/nobody` }),
  bad('an unknown group', { path: '/apis/nobody.example/v1/things' }),
  bad('an unknown resource', { path: '/apis/apps/v1/namespaces/shop/things' }),
  bad('a bad label selector', { path: `${pods}?labelSelector=%3D%3D` }),
  bad('an unknown field selector', { path: `${pods}?fieldSelector=spec.foo%3Dx` }),
  bad('a bad limit', { path: `${pods}?limit=many` }),
  bad('a bad continue', { path: `${pods}?limit=1&continue=garbage` }),
  bad('a version from the future', { path: `${pods}?resourceVersion=999999999&timeout=1s` }),
  bad('create a bad name', { method: 'POST', path: configMaps, body: configMap('UPPER_CASE', {}) }),
  bad('create with another namespace', {
    method: 'POST',
    path: configMaps,
    body: { ...configMap('x', {}), metadata: { name: 'x', namespace: 'other' } }
  }),
  bad('create an invalid Deployment', {
    method: 'POST',
    path: deployments,
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'empty' } }
  }),
  bad('delete with another uid', {
    method: 'DELETE',
    path: checkout,
    body: { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }
  }),
  bad('an answer nobody writes', { path: pods, headers: { accept: 'image/png' } }),
  bad('post to one object', { method: 'POST', path: checkout, body: {} }),
  {
    title: 'replace a stale object',
    covers: 'errors',
    request: (seen) => ({ method: 'PUT', path: checkout, body: seen('get a Deployment') })
  },
  { title: 'no token', covers: 'errors', request: () => ({ path: pods, token: null }) },
  { title: 'a wrong token', covers: 'errors', request: () => ({ path: pods, token: 'nonsense' }) }
]

import { describe, expect, test } from 'vitest'
import { requestInfo } from './request-info.ts'

const info = (method: string, path: string, query = '') => requestInfo(method, path, new URLSearchParams(query))

describe('request info', () => {
  test.each([
    ['GET', '/api/v1/pods', '', 'list', { resource: 'pods' }],
    ['GET', '/api/v1/namespaces/shop/pods', 'watch=1', 'watch', { resource: 'pods', namespace: 'shop' }],
    ['GET', '/api/v1/namespaces/shop', '', 'get', { resource: 'namespaces', namespace: 'shop', name: 'shop' }],
    [
      'PUT',
      '/api/v1/namespaces/shop/finalize',
      '',
      'update',
      { resource: 'namespaces', namespace: 'shop', name: 'shop', subresource: 'finalize' }
    ],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/n/deployments/d/scale',
      '',
      'patch',
      { group: 'apps', name: 'd', subresource: 'scale' }
    ],
    ['DELETE', '/apis/apps/v1/namespaces/n/deployments', '', 'deletecollection', { resource: 'deployments' }],
    ['GET', '/api/v1/namespaces/n/pods', 'fieldSelector=metadata.name%3Dx', 'list', { name: 'x' }],
    [
      'GET',
      '/api/v1/namespaces/n/services/http:p:9090/proxy/a/../b',
      '',
      'get',
      { name: 'http:p:9090', subresource: 'proxy', rest: '/a/../b' }
    ]
  ])('%s %s?%s is %s', (method, path, query, verb, resource) => {
    expect(info(method, path, query)).toMatchObject({ verb, resource })
  })

  test.each(['/api/v1/namespaces', '/api/v1/namespaces/'])('%s is in no namespace', (path) => {
    expect(info('GET', path)).toMatchObject({ verb: 'list', resource: { resource: 'namespaces' } })
    expect(info('GET', path).resource).not.toHaveProperty('namespace')
  })

  test.each(['/version', '/healthz', '/api', '/apis/apps/v1', '/openapi/v3/api/v1', '/', '//'])(
    '%s is no resource',
    (path) => {
      expect(info('GET', path).resource).toBeUndefined()
    }
  )

  test.each([
    '/api/v1/namespaces/../pods',
    '/api/v1/namespaces/%2e%2e/pods',
    '/api/v1/namespaces/shop/pods/a%2Fb',
    '/api/v1/namespaces/shop/pods/%zz',
    '/api/v1/namespaces/shop/pods/%00',
    '/api/v1/namespaces/shop/pods/.'
  ])('%s is refused', (path) => {
    expect(() => info('GET', path)).toThrow()
  })
})

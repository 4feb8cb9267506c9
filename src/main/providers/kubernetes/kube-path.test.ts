import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../contract/index.ts'
import { kubePath } from './kube-path.ts'

const deployments = { group: 'apps', version: 'v1', resource: 'deployments' }

describe('kubePath', () => {
  it.each([
    [{ ...deployments, namespace: 'shop', name: 'checkout' }, '/apis/apps/v1/namespaces/shop/deployments/checkout'],
    [{ ...deployments, namespace: 'shop' }, '/apis/apps/v1/namespaces/shop/deployments'],
    [{ group: '', version: 'v1', resource: 'namespaces' }, '/api/v1/namespaces'],
    [
      { group: '', version: 'v1', resource: 'pods', namespace: 'shop', name: 'a-1', subresource: 'log' },
      '/api/v1/namespaces/shop/pods/a-1/log'
    ],
    [
      {
        group: '',
        version: 'v1',
        resource: 'services',
        namespace: 'monitoring',
        proxy: { scheme: 'http' as const, service: 'prometheus', port: '9090', path: '/api/v1/query' }
      },
      '/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/query'
    ]
  ])('expands %j', (parts, expected) => {
    expect(kubePath(parts)).toBe(expected)
  })

  it.each(['', '.', '..', 'a/b', 'a\\b', '%2e%2e', '..%2f', 'a?b', 'a#b', 'a\u0000b', 'a\nb', '\u009b', '\ud800'])(
    'refuses the name %j and says which part it is',
    (name) => {
      expect(() => kubePath({ ...deployments, namespace: 'shop', name })).toThrow(/The name .* (is|has) /)
      expect(() => kubePath({ ...deployments, namespace: name })).toThrow(FailureError)
    }
  )

  it('never lets a segment change the shape of the path', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'f', '?', '#', ':', ';', '@', '\t', ' ', 'a') })
    )
    fc.assert(
      fc.property(hostile, hostile, (namespace, name) => {
        let path: string
        try {
          path = kubePath({ ...deployments, namespace, name })
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError)
          return
        }
        const { pathname, search, hash } = new URL(path, 'https://cluster.example')
        expect([pathname, search, hash]).toEqual([path, '', ''])
        const read = pathname.split('/').map(decodeURIComponent)
        expect(read).toEqual(['', 'apis', 'apps', 'v1', 'namespaces', namespace, 'deployments', name])
      }),
      { numRuns: 20_000 }
    )
  })
})

import { describe, expect, it } from 'vitest'
import { apiAddress } from './api-address.ts'
import { kubeFailure } from './kube-failure.ts'

const path = '/apis/apps/v1/namespaces/shop/deployments/checkout'

function failure(method: string, status: number, body: unknown, at = path) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return kubeFailure({ address: apiAddress(method, at), status, body: text, environment: 'e', user: 'ann' })
}

const statusOf = (message: string, details: object = {}) => ({ kind: 'Status', apiVersion: 'v1', message, details })

describe('an admission rule', () => {
  it.each([400, 403, 409, 422])(
    'that denies with %i is named, and is no matter of permission or of staleness',
    (status) => {
      const message = 'admission webhook "gate.example" denied the request: images must be signed'
      const found = failure('PATCH', status, statusOf(message))
      expect(found).toMatchObject({
        code: 'invalid',
        message:
          'Admission webhook "gate.example" does not allow to patch deployments checkout in shop: images must be signed'
      })
      expect(found.grant).toBeUndefined()
    }
  )

  it('may give no reason', () => {
    const found = failure(
      'PATCH',
      400,
      statusOf('admission webhook "gate.example" denied the request without explanation')
    )
    expect(found.message).toContain('gate.example')
    expect(found.message).toMatch(/it gives no reason\.$/)
  })

  it('may be a policy of the API server itself', () => {
    const message = `deployments.apps "checkout" is forbidden: ValidatingAdmissionPolicy 'signed' with binding 'all' denied request: no signature`
    expect(failure('PATCH', 422, statusOf(message, { kind: 'deployments' })).message).toContain(
      'Admission policy "signed" does not allow'
    )
  })
})

describe('a patch that could not be applied', () => {
  const bare = statusOf('the server rejected our request due to an error in our request')

  it('is a failed precondition when the 422 is bare', () => {
    expect(failure('PATCH', 422, bare)).toMatchObject({ code: 'preconditionFailed', retryable: true })
  })

  it('is invalid when the 422 names causes', () => {
    const details = { kind: 'Deployment', causes: [{ field: 'spec', message: 'no' }] }
    expect(failure('PATCH', 422, statusOf('invalid', details))).toMatchObject({ code: 'invalid' })
  })
})

describe('404', () => {
  it.each([
    ['a Status', statusOf('deployments.apps "checkout" not found')],
    ['the plain text for a group that is not served', '404 page not found\n']
  ])('as %s says that there is no such object', (_what, body) => {
    expect(failure('GET', 404, body).code).toBe('notFound')
  })

  it.each([
    ['a page', '<html><body>default backend - 404</body></html>'],
    ['nothing', ''],
    ['JSON of something else', { error: 'no route' }]
  ])('as %s says nothing about the object', (_what, body) => {
    expect(failure('GET', 404, body).code).toBe('notKubernetes')
  })

  it('of a server behind the proxy is its own', () => {
    const proxied = '/api/v1/namespaces/m/services/http:prometheus:9090/proxy/api/v1/query'
    expect(failure('GET', 404, 'nope', proxied).code).toBe('notFound')
  })
})

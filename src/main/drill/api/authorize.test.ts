import { describe, expect, test } from 'vitest'
import { StatusError } from '../store/status-error.ts'
import { authorize } from './authorize.ts'
import type { Identity } from './identity.ts'
import { requestInfo } from './request-info.ts'

const user: Identity = {
  name: 'ann',
  uid: '',
  groups: [],
  rules: [{ namespace: 'shop', verbs: ['get'], apiGroups: [''], resources: ['namespaces', 'pods'] }]
}

/** What the server says to a GET; undefined when it lets it pass. */
function refusal(path: string): string | undefined {
  try {
    authorize(user, requestInfo('GET', path, new URLSearchParams()))
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}

describe('a Role in a namespace', () => {
  test('lets its subject read that namespace itself', () => {
    expect(refusal('/api/v1/namespaces/shop')).toBeUndefined()
    expect(refusal('/api/v1/namespaces/shop/pods/p')).toBeUndefined()
  })

  test('says nothing about others, nor about all of them', () => {
    expect(refusal('/api/v1/namespaces/other')).toBe(
      'namespaces "other" is forbidden: User "ann" cannot get resource "namespaces" in API group "" in the namespace "other"'
    )
    expect(refusal('/api/v1/namespaces')).toBe(
      'namespaces is forbidden: User "ann" cannot list resource "namespaces" in API group "" at the cluster scope'
    )
    expect(refusal('/api/v1/nodes/node-0')).toBe(
      'nodes "node-0" is forbidden: User "ann" cannot get resource "nodes" in API group "" at the cluster scope'
    )
  })
})

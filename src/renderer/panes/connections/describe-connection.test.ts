import { expect, it } from 'vitest'
import { connections } from '../../fixtures/connections.ts'
import { alsoIn, whereTo } from './describe-connection.ts'

const [first = expect.fail('no connection')] = connections
const [context = expect.fail('no context')] = first.contexts

it('tells kubeconfigs of one label apart by where they lead', () => {
  expect(whereTo(first)).toBe('prd-west.example:6443 and 2 more')
  expect(whereTo({ ...first, contexts: [context] })).toBe('prd-west.example:6443')
  expect(whereTo({ ...first, contexts: [{ ...context, server: 'no address' }] })).toBe('no address')
  expect(whereTo({ ...first, contexts: [] })).toBe('no context')
})

it('names the other kubeconfigs that lead to the same cluster as the same user', () => {
  const twin = { ...first, id: 'con-2', label: 'pasted' }
  const other = { ...twin, id: 'con-3', contexts: [{ ...context, user: 'somebody else' }] }
  expect(alsoIn(first, context, [first, twin, other])).toEqual(['pasted'])
  expect(alsoIn(first, context, [first])).toEqual([])
})

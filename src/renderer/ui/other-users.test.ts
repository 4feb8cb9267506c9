import { expect, it } from 'vitest'
import type { ContextView } from '../../contract/index.ts'
import { shell } from '../fixtures/shell.ts'
import { otherUsers } from './other-users.ts'

const [connection = expect.fail('no connection')] = shell.connections
const own = connection.contexts.find(({ name }) => name === shell.environment?.context) ?? expect.fail('no context')

const said = (...contexts: readonly Partial<ContextView>[]): string =>
  otherUsers({
    environment: shell.environment,
    connections: [{ ...connection, contexts: [own, ...contexts.map((one) => ({ ...own, ...one }))] }]
  })

it('names the contexts that go to the same server as somebody else, and claims nothing of what they may', () => {
  expect(said({ name: 'operator', user: 'operator' }, { name: 'east', user: 'admin', server: 'https://east' })).toBe(
    'Only if it is yours to use: the same kubeconfig has another user for this server, context operator. Whether that one may is not known here; F2 opens it.'
  )
  expect(said({ name: 'a', user: 'ann' }, { name: 'b', user: 'ben' })).toContain('contexts a (ann), b (ben).')
})

it('says nothing where there is none, and while nothing is open', () => {
  expect(said()).toBe('')
  expect(said({ name: 'same' })).toBe('')
  expect(otherUsers({ environment: null, connections: shell.connections })).toBe('')
})

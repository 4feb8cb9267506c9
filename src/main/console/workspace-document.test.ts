import { expect, it } from 'vitest'
import { documentIn, mostSaved } from './workspace-document.ts'

const display = { theme: 'dark', panes: {} }
const connection = (id: string, contexts: readonly object[] = []) => ({
  id,
  label: '',
  addedAt: '',
  currentContext: '',
  contexts
})
const environment = (connectionId: string, context: string) => {
  return { connectionId, context, name: '', kind: 'staging', namespace: '', prometheus: null }
}
const written = { display, approvals: [], last: null }

it('knows the servers of environments that were opened before there was a list of them', () => {
  const contexts = [
    { name: 'a', server: 'https://a.example' },
    { name: 'b', server: 'https://b.example' },
    { name: 'c' }
  ]
  const environments = ['b', 'c', 'none'].map((context) => environment('one', context))
  const document = documentIn({ ...written, connections: [connection('one', contexts)], environments })
  expect(document.servers).toEqual(['https://b.example'])
})

it('takes in the newest of more than anybody has, in work that grows with their number', () => {
  const many = 90_000
  const connections = Array.from({ length: many }, (_, index) => connection(`c${index}`))
  const environments = Array.from({ length: many }, () => environment('none of them', ''))
  const before = performance.now()
  const document = documentIn({ ...written, connections, environments })
  expect(performance.now() - before).toBeLessThan(3_000)
  expect(document.connections).toHaveLength(mostSaved.connections)
  expect(document.connections.at(-1)?.id).toBe(`c${many - 1}`)
  expect(document.environments).toHaveLength(mostSaved.environments)
})

it('takes in no more contexts of all connections than one may have', () => {
  const contexts = Array.from({ length: 8_000 }, (_, index) => ({ name: String(index) }))
  const connections = ['one', 'two', 'three'].map((id) => connection(id, contexts))
  const { connections: taken } = documentIn({ ...written, connections, environments: [] })
  expect(taken.map((each) => each.contexts.length)).toEqual([8_000, 2_000, 0])
})

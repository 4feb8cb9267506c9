import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOperation, parametersOf } from '../../../../e2e/azure/openapi/document.ts'
import { complaints } from '../../../../e2e/azure/openapi/validate.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { groupAction, groupMoveCommand, groupMoveRequest } from '../../providers/azure/group-request.ts'

const at = (server: string) => ({
  subscription: '11111111-1111-4111-8111-111111111111',
  group: 'rg-istio-aks-prd',
  server,
  failoverGroup: 'fg-istio-aks-prd'
})
const [home, away] = [at('sql-istio-aks-eastus2'), at('sql-istio-aks-westus2')]

interface Recorded {
  readonly of: string
  readonly method: string
  readonly target: string
  readonly body: string | null
}

/** What the real az 2.91.0, with the version of azure-mgmt-sql that it names, was seen to send to the drill. */
const recordings = join(import.meta.dirname, '../../../../e2e/azure/recordings/az-2.91.0-sql.jsonl')
const recorded = readFileSync(recordings, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
const sentBy = (command: string) => recorded.filter(({ of }) => of === command)

test.each([
  ['sql.set-primary', groupMoveRequest(away, 'forced')],
  ['sql.set-primary-planned', groupMoveRequest(home, 'planned')]
])(
  '%s: what is sent is what az was recorded to send after a read, in another version of the interface',
  (of, request) => {
    const [read, sent, ...more] = sentBy(of)
    expect([read?.method, more]).toEqual(['GET', []])
    expect(request).toEqual({
      method: sent?.method,
      path: sent?.target.split('?')[0],
      query: { 'api-version': '2021-11-01' }
    })
    expect(sent?.body).toBeNull()
  }
)

test('az sends nothing where the server is primary already', () => {
  expect(sentBy('sql.set-primary-again').map(({ method }) => method)).toEqual(['GET'])
})

test.each(['planned', 'forced'] as const)('%s is as its description has it, and its action is named alike', (how) => {
  const { method, path, query } = groupMoveRequest(away, how)
  const found = findOperation(method, path)
  if (!found) throw new Error('It is not described.')
  const [version] = parametersOf(found).filter((one) => one.in === 'query')
  expect(version && complaints(found.document, version, query['api-version'])).toEqual([])
  expect(parametersOf(found).filter((one) => one.in === 'body')).toEqual([])
  expect(groupAction(how)).toBe(`Microsoft.Sql/servers/failoverGroups/${path.split('/').at(-1)}/action`)
})

test('commands name the server that becomes primary, and loss alone is asked for', () => {
  const common =
    'az sql failover-group set-primary --subscription 11111111-1111-4111-8111-111111111111 --resource-group rg-istio-aks-prd'
  expect(groupMoveCommand(home, 'planned')).toBe(`${common} --server sql-istio-aks-eastus2 --name fg-istio-aks-prd`)
  expect(groupMoveCommand(away, 'forced')).toBe(
    `${common} --server sql-istio-aks-westus2 --name fg-istio-aks-prd --allow-data-loss`
  )
  expect(restCommand(groupMoveRequest(away, 'forced'))).toMatch(
    /^az rest --method post --url '\/subscriptions\/.*\/forceFailoverAllowDataLoss\?api-version=2021-11-01'$/
  )
})

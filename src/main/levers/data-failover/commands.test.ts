import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOperation, parametersOf } from '../../../../e2e/azure/openapi/document.ts'
import { complaints } from '../../../../e2e/azure/openapi/validate.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { offlineRegionCommand, priorityChangeCommand } from '../../providers/azure/account-commands.ts'
import {
  accountVersion,
  offlineRegionRequest,
  orderWith,
  priorityChangeRequest
} from '../../providers/azure/account-request.ts'

const name = {
  subscription: '11111111-1111-4111-8111-111111111111',
  group: 'rg-istio-aks-prd',
  account: 'cosmosdb-istio-aks-prd'
}
const order = ['West US 2', 'East US 2']

interface Recorded {
  readonly of: string
  readonly method: string
  readonly target: string
  readonly body: string | null
}

/** What the real az 2.91.0 was seen to send. */
const recorded = readFileSync(join(import.meta.dirname, '../../../../e2e/azure/recordings/az-2.91.0.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

test.each([
  ['co.failover-procedure', priorityChangeRequest(name, order)],
  ['co.offline', offlineRegionRequest(name, 'East US 2')]
])('%s: what is sent is what az was recorded to send, in another version of the interface', (of, request) => {
  const seen = recorded.find((one) => one.of === of)
  expect(request).toMatchObject({ method: seen?.method, query: { 'api-version': accountVersion } })
  expect(request.path).toBe(seen?.target.split('?')[0])
  expect(JSON.parse(request.body ?? '')).toEqual(JSON.parse(seen?.body ?? ''))
})

test.each([
  ['failoverPriorityChange', priorityChangeRequest(name, order)],
  ['offlineRegion', offlineRegionRequest(name, 'East US 2')]
])('%s is as its description has it', (_what, { method, path, body = '' }) => {
  const found = findOperation(method, path)
  const schema = found && parametersOf(found).find((one) => one.in === 'body')?.schema
  if (!found || !schema) throw new Error('It is not described.')
  expect(complaints(found.document, schema, JSON.parse(body))).toEqual([])
})

test('every region is named once, the one that is to write first, the others in their order', () => {
  const regions = ['East US 2', 'France Central', 'West US 2'].map((one, priority) => ({
    name: one,
    priority: priority * 2,
    endpoint: '',
    state: ''
  }))
  expect(orderWith({ regions }, 'westus2')).toEqual(['West US 2', 'East US 2', 'France Central'])
})

test('commands quote what has spaces, and name the subscription', () => {
  expect(priorityChangeCommand(name, order)).toBe(
    `az cosmosdb failover-priority-change --subscription ${name.subscription} --resource-group rg-istio-aks-prd --name cosmosdb-istio-aks-prd --failover-policies 'West US 2=0' 'East US 2=1'`
  )
  expect(offlineRegionCommand(name, 'East US 2')).toMatch(/ --name cosmosdb-istio-aks-prd --region 'East US 2'$/)
  expect(restCommand(offlineRegionRequest(name, 'East US 2'))).toMatch(
    /^az rest --method post --url '\/subscriptions\/.*\/offlineRegion\?api-version=2025-10-15' --body '\{"region":"East US 2"\}'$/
  )
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOperation, parametersOf } from '../../../../e2e/azure/openapi/document.ts'
import { complaints } from '../../../../e2e/azure/openapi/validate.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { switchAction, switchCommand, switchRequest } from '../../providers/azure/postgres-request.ts'

const at = (server: string) => ({
  subscription: '11111111-1111-4111-8111-111111111111',
  group: 'rg-istio-aks-prd',
  server
})
const [home, away] = [at('pg-istio-aks-eastus2'), at('pg-istio-aks-westus2')]

interface Recorded {
  readonly of: string
  readonly method: string
  readonly target: string
  readonly body: string | null
}

interface Sent {
  readonly properties: { readonly replica: object; readonly sourceServerResourceId?: string }
}

/** What the real az 2.91.0, with the version of azure-mgmt-postgresqlflexibleservers that it names, was seen to send to the drill. */
const recordings = join(import.meta.dirname, '../../../../e2e/azure/recordings/az-2.91.0-postgres.jsonl')
const recorded = readFileSync(recordings, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
const sentBy = (command: string) => recorded.filter(({ of }) => of === command)
const changeOf = (command: string) => sentBy(command).find(({ method }) => method !== 'GET')
const bodyOf = (text: string | null | undefined) => JSON.parse(text ?? '{}') as Sent

test.each([
  ['postgres.promote', switchRequest(away, 'planned')],
  ['postgres.promote-forced', switchRequest(home, 'forced')]
])('%s: what is sent is what az was recorded to send, in another version of the interface', (of, request) => {
  const sent = changeOf(of)
  expect([sent?.method, sent?.target.split('?')[0]]).toEqual([request.method, request.path])
  // az names the primary as well, which the version of ours has no place for.
  expect(bodyOf(sent?.body).properties.sourceServerResourceId).toMatch(/\/flexibleServers\/pg-istio-aks-/)
  expect(bodyOf(request.body)).toEqual({ properties: { replica: bodyOf(sent?.body).properties.replica } })
  expect(sentBy(of).map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET'])
})

test('az sends nothing where the server is no replica', () => {
  expect(sentBy('postgres.promote-again').map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('az without a mode tears the two apart, which is never sent here', () => {
  expect(bodyOf(changeOf('postgres.promote-without-mode')?.body).properties.replica).toMatchObject({
    role: 'None',
    promoteMode: 'standalone'
  })
  for (const how of ['planned', 'forced'] as const)
    expect(`${switchCommand(away, how)} ${switchRequest(away, how).body}`).not.toMatch(/standalone/)
})

test('az rest sends the same body, byte for byte', () => {
  const { body } = switchRequest(home, 'forced')
  // It writes JSON with spaces after commas and colons, and nothing else is other (az 2.91.0, seen).
  const plain = changeOf('postgres.rest')?.body?.replaceAll(/(?<=[,:]) (?=["{])/g, '')
  expect(plain).toBe(body)
  expect(changeOf('postgres.rest')?.target).toMatch(/\?api-version=2024-08-01$/)
  expect(restCommand(switchRequest(home, 'forced'))).toMatch(
    /^az rest --method patch --url '\/subscriptions\/.*\/flexibleServers\/pg-istio-aks-eastus2\?api-version=2024-08-01' --body '\{"properties":/
  )
})

test.each(['planned', 'forced'] as const)('%s is as its description has it', (how) => {
  const { method, path, query, body } = switchRequest(away, how)
  const found = findOperation(method, path)
  if (!found) throw new Error('It is not described.')
  const parameters = parametersOf(found)
  const version = parameters.find((one) => one.in === 'query')
  const schema = parameters.find((one) => one.in === 'body')?.schema
  expect(version && complaints(found.document, version, query['api-version'])).toEqual([])
  expect(schema && complaints(found.document, schema, JSON.parse(body ?? ''))).toEqual([])
  expect(switchAction).toBe('Microsoft.DBforPostgreSQL/flexibleServers/write')
})

test('commands name the replica that becomes primary, and how', () => {
  const common =
    'az postgres flexible-server replica promote --subscription 11111111-1111-4111-8111-111111111111 --resource-group rg-istio-aks-prd'
  expect(switchCommand(home, 'planned')).toBe(
    `${common} --name pg-istio-aks-eastus2 --promote-mode switchover --promote-option planned --yes`
  )
  expect(switchCommand(away, 'forced')).toBe(
    `${common} --name pg-istio-aks-westus2 --promote-mode switchover --promote-option forced --yes`
  )
})

import { expect, test } from 'vitest'
import { endpointCommand, restCommand } from '../../providers/azure/commands.ts'
import recorded from './testing/az-2.91.0.json' with { type: 'json' }
import { regionFailover } from './index.ts'
import { regionStage } from './testing/region-stage.ts'

const name = {
  subscription: '11111111-1111-4111-8111-111111111111',
  group: 'rg-istio-aks-prd',
  profile: 'tm-istio-aks'
}
const endpoint = { kind: 'externalEndpoints', name: 'primary-endpoint' } as const

test('the command of a step is the one that az was recorded with, and az sends more than a step does', () => {
  expect(endpointCommand(name, endpoint, 'Disabled')).toBe(recorded.update.command)
  expect(recorded.update.http.map(({ method }) => method)).toEqual(['GET', 'PUT'])
})

test('what the SDK builds is what az rest sends: its JSON, written with spaces', async () => {
  const { place } = await regionStage(regionFailover)
  const built = await place.azure?.endpointRequest(name, endpoint, 'Disabled')
  const [sent] = recorded.rest.http
  expect(built).toMatchObject({ method: sent?.method, query: sent?.query })
  expect(built?.path.toLowerCase()).toBe(sent?.path.toLowerCase())
  expect(JSON.parse(built?.body ?? '')).toEqual(JSON.parse(sent?.body ?? ''))
  // The recording quotes the address in double quotes, which is the same to a shell.
  const typed = built && restCommand(built)
  expect(typed?.replaceAll("'", '"').toLowerCase()).toBe(recorded.rest.command.replaceAll("'", '"').toLowerCase())
})

test('each step says both, and each is named for what it sends', async () => {
  const { plan } = await (await regionStage(regionFailover)).plan()
  const sending = plan.steps.filter(({ kind }) => kind === 'do')
  expect(sending.map(({ command }) => command)).toEqual([
    expect.stringMatching(/--subscription \S+ .* --type externalEndpoints --endpoint-status Enabled$/) as string,
    expect.stringMatching(/--subscription \S+ .* --type externalEndpoints --endpoint-status Disabled$/) as string,
    expect.stringMatching(/^az cosmosdb offline-region --subscription \S+ /) as string
  ])
  for (const { commandSends, exact } of sending.slice(0, 2)) {
    expect(commandSends).toBe('az reads the endpoint and sends all of it back: GET and PUT')
    expect(exact).toMatch(/^az rest --method patch --url '\/subscriptions\/.*--body '\{"properties"/)
  }
})

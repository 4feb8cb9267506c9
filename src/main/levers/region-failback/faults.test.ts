import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionFailback } from './index.ts'

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { error: { code, message: `It is ${code}.` } }, status)

const faults = {
  'request is lost': 'loseRequest',
  'answer is lost': 'loseAnswer',
  'a page with 200': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  'nothing with 200': (response) => void response.writeHead(200).end(),
  'an error of the server': refusal(500, 'InternalServerError'),
  'may not': refusal(403, 'AuthorizationFailed'),
  locked: refusal(409, 'ScopeLocked'),
  'wants a second factor': refusal(401, 'InvalidAuthenticationToken')
} satisfies Readonly<Record<string, ChangeFault>>

const steps = ['data', 'enable', 'disable'] as const
/** Users and data, as a failed step of each leaves them: what was done before it stays. */
const left = {
  data: ['Disabled Enabled', 'West US 2'],
  enable: ['Disabled Enabled', 'East US 2'],
  disable: ['Enabled Enabled', 'East US 2']
} as const
const quiet: ChangeFault = 'pass'

const choice = {
  snapshot: JSON.stringify({
    'externalEndpoints/primary-endpoint': 'Enabled',
    'externalEndpoints/secondary-endpoint': 'Disabled'
  }),
  written: JSON.stringify({
    subscription: '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4',
    group: 'rg-istio-aks-prd',
    account: 'cosmosdb-istio-aks-prd',
    writes: 'East US 2'
  })
}

/** As a failover left it, users and data, with the first region well again. */
function failedOver({ endpoints: [first, second], account }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled', isWell: true })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  account.silent.clear()
  account.regions = ['West US 2', 'East US 2']
}

test.each(
  (Object.keys(faults) as (keyof typeof faults)[]).flatMap((fault) =>
    steps.map((at) => {
      const [users, writes] = fault === 'answer is lost' ? ['Enabled Disabled', 'East US 2'] : left[at]
      return [fault, at, fault === 'answer is lost' ? 'succeeded' : 'failed', users, writes] as const
    })
  )
)('%s, at %s: %s, and the endpoints are %s, %s writes', async (fault, at, outcome, users, writes) => {
  const stage = await regionStage(regionFailback, failedOver, choice)
  for (let done = 0; done < steps.indexOf(at); done += 1) stage.azure.fault(quiet)
  stage.azure.fault(faults[fault])
  const kit = regionKit(async () => stage)
  const played = await playThrough(kit)
  expect(played.run.outcome, played.run.failure?.message).toBe(outcome)
  expect(stage.azure.endpoints.map(({ status }) => status).join(' '), 'somebody is answered').toBe(users)
  expect(stage.azure.account.regions[0]).toBe(writes)
  expect(played.run.proved).toBe(outcome === 'succeeded')
  expect(stage.azure.sent(), 'nothing is sent again').toBe(outcome === 'succeeded' ? 3 : steps.indexOf(at) + 1)
  if (outcome === 'succeeded') expectSafe(kit, played)
  else if (at !== 'data') expect(played.run.inverse).toMatchObject({ lever: 'regionFailback' })
})

import { expect, onTestFinished, test } from 'vitest'
import { createAzureConnection } from '../connections/index.ts'
import { startFakeAzure } from '../connections/azure/testing/fake-azure.ts'
import { createClock } from '../lib/clock.ts'
import type { DataHint, DataSeen } from '../ports/azure.ts'
import { watchRegion } from './watch-region.ts'

test('an account is followed as soon as it is said which one, and no other one before', async () => {
  const azure = await startFakeAzure()
  azure.account.besides = 'another'
  const clock = createClock(null)
  const opened = await createAzureConnection({
    access: azure.access,
    environmentName: 'here',
    version: '0',
    env: {},
    clock
  })
  const ending = new AbortController()
  onTestFinished(async () => {
    ending.abort()
    opened.close()
    await azure.close()
  })
  const noGroup = { chosen: null, named: [] }
  let hint: DataHint = { chosen: null, named: [] }
  const tellers = new Set<() => void>()
  const seen: DataSeen[] = []
  const waiting = new Set<() => void>()
  watchRegion(
    {
      azure: opened.reader,
      clock,
      abort: ending.signal,
      data: { hint: () => hint, group: () => noGroup, onChange: (tell) => void tellers.add(tell) }
    },
    (region) => {
      if (region.state === 'value') seen.push(region.value.data)
      for (const tell of waiting) tell()
    }
  )
  const until = (is: (data: DataSeen) => boolean): Promise<DataSeen> =>
    new Promise((resolve) => {
      const look = (): void => {
        const last = seen.at(-1)
        if (last && is(last)) resolve(last)
      }
      waiting.add(look)
      look()
    })
  const say = (next: DataHint): void => {
    hint = next
    for (const tell of tellers) tell()
  }
  expect(await until(({ kind }) => kind === 'several')).toMatchObject({
    names: ['cosmosdb-istio-aks-prd', 'another-account'],
    named: []
  })
  const { subscription, group } = azure.access.profile
  say({ chosen: { subscription, group, account: 'cosmosdb-istio-aks-prd' }, named: [] })
  expect(await until(({ kind }) => kind === 'account')).toMatchObject({
    by: 'operator',
    account: { account: 'cosmosdb-istio-aks-prd', writeRegions: ['East US 2'] }
  })
  say({ chosen: null, named: ['nowhere'] })
  expect(await until(({ kind }) => kind === 'several')).toMatchObject({ named: ['nowhere'] })
  say({ chosen: null, named: ['cosmosdb-istio-aks-prd-westus2'] })
  expect(await until(({ kind }) => kind === 'account')).toMatchObject({ by: 'settings' })
})

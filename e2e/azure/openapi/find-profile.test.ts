import { expect, onTestFinished, test } from 'vitest'
import { findProfile } from '../../../src/main/connections/index.ts'
import { drillAzure } from '../../../src/main/console/drill-azure.ts'
import { openAzureStage, planOf } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import { judgeAll } from './judged.ts'

async function open() {
  const stage = await openAzureStage(planOf('region-down'), 1)
  onTestFinished(() => stage.close())
  const { drill, ...identity } = await drillAzure(stage.settingsFile)
  if (drill === undefined) return expect.fail('it is no drill')
  const { endpoints, ca, names } = drill
  const find = (text: string) =>
    findProfile({
      identity,
      endpoints,
      ca,
      names,
      text,
      version: '0',
      env: {},
      onSecret: () => undefined,
      abort: new AbortController().signal
    })
  return { stage, find, profile: identity.profile, vanity: identity.fronts?.[0] ?? '' }
}

test('a profile is found by its name, by its own host name, and by the one that users ask for', async () => {
  const { stage, find, profile, vanity } = await open()
  const own = profile.profile
  const byName = await find(own.toUpperCase())
  expect(byName).toMatchObject({ profile: own, group: profile.group, front: null })
  expect(byName.id).toMatch(new RegExp(`^/subscriptions/${profile.subscription}/.*/${own}$`))
  expect(byName.how).toMatch(/^the only one of that name in 1 subscription with \d+ profile/)
  const byHost = await find(vanity)
  expect(byHost).toMatchObject({ id: byName.id, front: vanity })
  const fqdn = /leads to (\S+\.trafficmanager\.net)/.exec(byHost.how)?.[1] ?? expect.fail(byHost.how)
  expect(await find(`${fqdn}.`)).toMatchObject({ id: byName.id, front: null })

  const { described, complaints } = judgeAll(stage.exchanges)
  expect(complaints).toEqual([])
  // Subscriptions and profiles, three times.
  expect(described).toBe(6)
})

test('what is not there is not found, and what was looked through is named', async () => {
  const { find } = await open()
  const looked = { code: 'notFound', remedy: expect.stringContaining(planOf('region-down').subscriptionName) as string }
  await expect(find('tm-none')).rejects.toMatchObject({ failure: looked })
  await expect(find('nobody.example')).rejects.toMatchObject({ failure: looked })
})

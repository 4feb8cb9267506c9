import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import type { AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import { procedurePlan } from './evidence/procedure-plan.ts'

/** One request of the real az 2.91.0, and what a server that it believed answered; recorded over loopback. */
interface Recorded {
  /** The run that sent it. */
  readonly of: string
  readonly method: string
  readonly target: string
  readonly body: string | null
  readonly status: number
  readonly answer: unknown
}

const recorded = readFileSync(join(import.meta.dirname, 'recordings', 'az-2.91.0.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

/** What the recorded server answered besides, and az did not miss. */
const besides = new Set(
  [
    'backupPolicy capabilities cors ipRules minimalTlsVersion virtualNetworkRules disableKeyBasedMetadataWriteAccess',
    'systemData createdAt type continuousModeProperties tier maxReturn futureProperty env'
  ].flatMap((names) => names.split(' '))
)

/** Names of the members of an answer, those within it included; lists by their first element. */
function membersOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return membersOf(value[0])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [name, ...membersOf(member)])
}

let stage: AzureStage

beforeAll(async () => {
  const plan = procedurePlan(false, { changeMs: 50 })
  const [profile] = plan.profiles
  const more = { endpointStatus: 'Enabled', weight: 1, targetResourceId: '/subscriptions/s/resourceGroups/g/x' }
  const endpoints = [
    ...profile.endpoints,
    {
      name: 'az-endpoint',
      type: 'azureEndpoints',
      properties: { ...more, target: 'pip-a.example.com', priority: 3, endpointLocation: 'East US 2' }
    },
    {
      name: 'nested-endpoint',
      type: 'nestedEndpoints',
      properties: {
        ...more,
        target: 'child.trafficmanager.net',
        priority: 4,
        endpointLocation: 'West Europe',
        minChildEndpoints: 1
      }
    }
  ] as const
  const subscription = '11111111-1111-4111-8111-111111111111'
  stage = await openAzureStage({ ...plan, subscription, profiles: [{ ...profile, endpoints }] }, 100)
}, 60_000)
afterAll(() => stage.close())

// In order: each request finds what the ones before it left.
test.each(recorded)(
  '$of: $method is answered with $status, as it was',
  async ({ method, target, body, status, answer }) => {
    const { json: token } = await stage.client.token()
    const headers = { authorization: `Bearer ${String(token['access_token'])}`, 'content-type': 'application/json' }
    const sent = await stage.client.send(method, target, body ?? undefined, headers)
    expect(sent.status, sent.text).toBe(status)
    if (status === 200) {
      const given = new Set(membersOf(sent.json))
      expect(membersOf(answer).filter((name) => !given.has(name) && !besides.has(name))).toEqual([])
    }
    // The next command of that time came after this operation had ended.
    await expect.poll(() => stage.world.cosmos?.account.provisioningState, { timeout: 5000 }).toBe('Succeeded')
  }
)

import { expect, onTestFinished, test } from 'vitest'
import { createAzureConnection } from '../connections/index.ts'
import { startFakeAzure, type FakeAzure } from '../connections/azure/testing/fake-azure.ts'
import { createClock } from '../lib/clock.ts'
import type { DataHint, DataSeen, RegionView } from '../ports/azure.ts'
import type { GroupHint, GroupSeen } from '../ports/failover-group.ts'
import { watchRegion, type KnownData } from './watch-region.ts'

/** Follows a fake Azure for one kind of data, until the test is over. */
async function follow<Hint extends DataHint | GroupHint, Seen>(
  prepare: (azure: FakeAzure) => void,
  options: { readonly first: Hint; readonly as: 'hint' | 'group'; readonly seen: (view: RegionView) => Seen }
) {
  const azure = await startFakeAzure()
  prepare(azure)
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
  const none = { chosen: null, named: [] }
  let known: Hint = options.first
  const tellers = new Set<() => void>()
  const seen: Seen[] = []
  const waiting = new Set<() => void>()
  const data: KnownData = {
    hint: () => none,
    group: () => none,
    postgres: () => none,
    [options.as]: () => known,
    onChange: (tell) => void tellers.add(tell)
  }
  watchRegion({ azure: opened.reader, clock, abort: ending.signal, data }, (region) => {
    if (region.state === 'value') seen.push(options.seen(region.value))
    for (const tell of waiting) tell()
  })
  return {
    azure,
    until: (is: (data: Seen) => boolean): Promise<Seen> =>
      new Promise((resolve) => {
        const look = (): void => {
          const last = seen.at(-1)
          if (last && is(last)) resolve(last)
        }
        waiting.add(look)
        look()
      }),
    say: (next: Hint): void => {
      known = next
      for (const tell of tellers) tell()
    }
  }
}

const nothing = { chosen: null, named: [] }

test('an account is followed as soon as it is said which one, and no other one before', async () => {
  const { azure, until, say } = await follow<DataHint, DataSeen>(({ account }) => (account.besides = 'another'), {
    first: nothing,
    as: 'hint',
    seen: ({ data }) => data
  })
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

test('a failover group is followed by what settings name, or by what is said, also while one server cannot be read', async () => {
  const { azure, until, say } = await follow<GroupHint, GroupSeen>(
    ({ sql }) => Object.assign(sql, { isThere: true, hasAnother: true }),
    { first: nothing, as: 'group', seen: ({ sql }) => sql }
  )
  expect(await until(({ kind }) => kind === 'several')).toMatchObject({
    found: [{ failoverGroup: 'fg-shop' }, { failoverGroup: 'fg-other' }]
  })
  const { subscription, group } = azure.access.profile
  say({ chosen: { subscription, group, server: 'sql-shop-westus2', failoverGroup: 'fg-other' }, named: [] })
  expect(await until(({ kind }) => kind === 'group')).toMatchObject({ by: 'operator', group: { name: 'fg-other' } })
  azure.sql.unreadable.add('sql-shop-eastus2')
  say({ chosen: null, named: ['fg-shop'] })
  const seen = await until((sql) => sql.kind === 'group' && sql.by === 'settings')
  expect(seen).toMatchObject({ group: { name: 'fg-shop', state: 'CATCH_UP' }, direct: null })
  const sides = seen.kind === 'group' ? seen.group.sides : []
  expect(sides.map(({ server, role, unread }) => [server, role, unread !== ''])).toEqual([
    ['sql-shop-westus2', 'Secondary', false],
    ['sql-shop-eastus2', 'Primary', true]
  ])
})

test('whoever may not read Azure SQL has none, unless something says that the service writes there', async () => {
  const { until, say } = await follow<GroupHint, GroupSeen>(({ sql }) => (sql.answer = () => false), {
    first: nothing,
    as: 'group',
    seen: ({ sql }) => sql
  })
  await until(({ kind }) => kind === 'none')
  say({ chosen: null, named: ['fg-shop'] })
  expect(await until(({ kind }) => kind === 'unread')).toMatchObject({ failure: { code: 'notFound' } })
})

test('what is read first, and then, is said while nothing has been', async () => {
  const azure = await startFakeAzure()
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
  const awaited: string[] = []
  await new Promise<void>((resolve) => {
    const first = watchRegion({ azure: opened.reader, clock, abort: ending.signal }, (region) => {
      if (region.state === 'loading') awaited.push(region.awaiting)
      if (region.state === 'value') resolve()
    })
    if (first.state === 'loading') awaited.push(first.awaiting)
  })
  expect(awaited).toEqual([
    expect.stringMatching(/^profile \S+ of Traffic Manager$/),
    expect.stringMatching(/^name servers and data behind \S+: some may not answer$/)
  ])
})

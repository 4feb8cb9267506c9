import { expect, test } from 'vitest'
import { FailureError, failureOf } from '../../contract/index.ts'
import { startFakeAzure } from '../connections/azure/testing/fake-azure.ts'
import { firstShell } from '../host/first-shell.ts'
import { createMemoryStore } from '../secrets/memory.ts'
import { createAzureAccounts } from './azure-accounts.ts'
import { createFeedHub } from './feeds.ts'
import { initialFeeds } from './initial-feeds.ts'
import { createShell } from './shell.ts'
import { agreeingDialogs } from './testing/console-ports.ts'
import { createWorkspace } from './workspace.ts'

function opened() {
  const first = firstShell({ version: '0', operator: 'me', sandboxed: true, now: new Date() })
  if (first.feed !== 'shell') throw new Error('The shell comes first.')
  const feeds = createFeedHub(initialFeeds(first.value, ''))
  const workspace = createWorkspace({
    secrets: createMemoryStore('a test'),
    preferences: { read: () => null, write: () => undefined },
    now: () => new Date(),
    place: '/a/profile'
  })
  const using = { is: false }
  const changed: string[] = []
  const accounts = createAzureAccounts({
    ports: { dialogs: agreeingDialogs, env: {}, version: '0' },
    shell: createShell(feeds),
    workspace,
    record: { note: () => Promise.resolve(null), forbid: () => undefined },
    onChanged: (id) => changed.push(id),
    refuseWhileUsed() {
      if (using.is) throw new FailureError(failureOf('refused', 'Something is under way.'))
    }
  })
  return { accounts, feeds, using, changed, shown: () => feeds.value('shell').azureAccounts }
}

test('an account of the drill signs in, and nobody who is not let in is kept', async () => {
  const azure = await startFakeAzure()
  const { accounts, shown } = opened()
  accounts.setDrill(azure.access)
  expect(shown()).toMatchObject([{ id: 'drill', cloud: 'drill', stored: 'memory', expiresAt: null }])
  const { tenant, client } = azure.access
  const input = { way: 'secret', cloud: 'drill', tenant, client, secret: 'another one' } as const
  expect(await accounts.add(input)).toMatchObject({ who: client, stored: 'memory', failure: null })
  expect(shown()).toHaveLength(2)
  await azure.close()
  await expect(accounts.add(input)).rejects.toMatchObject({ failure: { code: 'unreachable' } })
  expect(shown()).toHaveLength(2)
  accounts.setDrill(null)
  expect(shown()).toEqual([])
})

test('nobody is signed out while something is done through their account', async () => {
  const azure = await startFakeAzure()
  const { accounts, using, changed, shown } = opened()
  accounts.setDrill(azure.access)
  const { tenant, client } = azure.access
  const added = await accounts.add({ way: 'secret', cloud: 'drill', tenant, client, secret: 'another one' })
  const accountId = added?.id ?? ''
  using.is = true
  await expect(accounts.signOut({ accountId })).rejects.toMatchObject({ failure: { code: 'refused' } })
  expect(shown()).toHaveLength(2)
  using.is = false
  await accounts.signOut({ accountId })
  expect(shown()).toHaveLength(1)
  expect(changed).toEqual([accountId])
  await azure.close()
})

test('a browser is refused where there is none', async () => {
  const azure = await startFakeAzure()
  const { accounts, shown, feeds } = opened()
  accounts.setDrill(azure.access)
  await expect(accounts.add({ way: 'browser', cloud: 'drill', tenant: 'organizations' })).rejects.toMatchObject({
    failure: { code: 'missing', remedy: 'Sign in with a code.' }
  })
  expect([shown().length, feeds.value('shell').azureSignIn]).toEqual([1, null])
  await azure.close()
})

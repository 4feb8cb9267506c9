import { describe, expect, test } from 'vitest'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { regionFailover } from './index.ts'
import { regionStage } from './testing/region-stage.ts'

async function planOf(prepare: (azure: FakeAzure) => void) {
  const stage = await regionStage(regionFailover, prepare)
  const result = await stage.result()
  if (result.kind !== 'plan') throw new Error(`no plan: ${result.kind}`)
  expect(stage.sent(), 'planning changes nothing').toBe(0)
  const { blocked, guards } = result.planned.plan
  return { blocked, guards: Object.fromEntries(guards.map(({ id, status }) => [id, status])) }
}

const writes = 'Microsoft.Network/trafficManagerProfiles/externalEndpoints/write'
const group = ({ access }: FakeAzure) =>
  `/subscriptions/${access.profile.subscription}/resourceGroups/${access.profile.group}`
const lock = (scope: string, level: string) => ({
  id: `${scope}/providers/Microsoft.Authorization/locks/freeze`,
  name: 'freeze',
  properties: { level }
})

describe('before anything is approved', () => {
  test('nothing stands against it where all is allowed and nothing is locked', async () => {
    const { blocked, guards } = await planOf(() => undefined)
    expect(blocked).toBeUndefined()
    const passed = {
      permissions: 'passed',
      locks: 'passed',
      denials: 'passed',
      subscription: 'passed',
      'sign-in': 'passed'
    }
    expect(guards).toMatchObject(passed)
  })

  test.each([
    ['no role', []],
    ['a role that reads', [{ actions: ['*/read'], notActions: [] }]],
    ['a role that takes it away again', [{ actions: ['*'], notActions: ['microsoft.network/*/Write'] }]]
  ])('%s: it is refused, with the smallest role', async (_which, permissions) => {
    const { blocked, guards } = await planOf((azure) => void (azure.permissions = permissions))
    expect(blocked).toMatchObject({ code: 'forbidden', message: expect.stringContaining(writes) as string })
    const role = JSON.parse(blocked?.grant ?? '') as { readonly Actions: unknown; readonly AssignableScopes: unknown }
    expect(role).toMatchObject({
      Actions: [writes],
      AssignableScopes: [expect.stringMatching(/\/resourceGroups\/rg-istio-aks-prd$/)]
    })
    expect(guards['permissions']).toBe('blocked')
  })

  test('two roles add up, in any letter case', async () => {
    const { blocked } = await planOf((azure) => {
      azure.permissions = [
        { actions: ['*/read'], notActions: [] },
        { actions: ['MICROSOFT.NETWORK/trafficManagerProfiles/*'], notActions: [] }
      ]
    })
    expect(blocked).toBeUndefined()
  })

  test('a lock on the group is named', async () => {
    const { blocked, guards } = await planOf((azure) => void (azure.locks = [lock(group(azure), 'ReadOnly')]))
    expect(blocked).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/lock freeze on .*rg-istio/) as string
    })
    expect(guards['locks']).toBe('blocked')
  })

  test('a lock against deleting, and one of something else, stand against nothing', async () => {
    const { blocked } = await planOf((azure) => {
      const other = `${group(azure)}-other`
      azure.locks = [lock(group(azure), 'CanNotDelete'), lock(other, 'ReadOnly')]
    })
    expect(blocked).toBeUndefined()
  })

  test('what may not be asked is said, and stands against nothing', async () => {
    const { blocked, guards } = await planOf((azure) => {
      azure.permissions = azure.locks = azure.denyAssignments = azure.subscriptionState = null
    })
    expect(blocked).toBeUndefined()
    const said = { permissions: 'warning', locks: 'warning', denials: 'warning', subscription: 'warning' }
    expect(guards).toMatchObject(said)
  })

  test.each<[string, 'passed' | 'warning' | 'blocked']>([
    ['Enabled', 'passed'],
    ['PastDue', 'warning'],
    ['Warned', 'blocked'],
    ['Disabled', 'blocked'],
    ['Deleted', 'blocked'],
    ['SomethingNew', 'warning']
  ])('a subscription that is %s: %s', async (state, status) => {
    const { blocked, guards } = await planOf((azure) => void (azure.subscriptionState = state))
    expect(guards['subscription']).toBe(status)
    expect(blocked?.code).toBe(status === 'blocked' ? 'refused' : undefined)
  })

  const everybody = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }
  const me = '1b6f2c3d-0000-4000-8000-00000000000a'
  const other = { id: '1b6f2c3d-0000-4000-8000-00000000000b', type: 'ServicePrincipal' }
  const team = { id: '1b6f2c3d-0000-4000-8000-00000000000c', type: 'Group' }
  test.each<[string, object, 'passed' | 'warning' | 'blocked']>([
    ['everybody', { principals: [everybody], excludePrincipals: [] }, 'blocked'],
    ['me', { principals: [{ id: me, type: 'User' }] }, 'blocked'],
    ['everybody but me', { principals: [everybody], excludePrincipals: [{ id: me, type: 'User' }] }, 'passed'],
    ['everybody but another one', { principals: [everybody], excludePrincipals: [other] }, 'blocked'],
    ['everybody but a group', { principals: [everybody], excludePrincipals: [team] }, 'warning'],
    ['a group', { principals: [team] }, 'warning'],
    ['another one', { principals: [other] }, 'passed'],
    ['everybody, on a condition', { principals: [everybody], condition: '@Resource[x] StringEquals y' }, 'warning'],
    ['everybody, above and not below', { principals: [everybody], doNotApplyToChildScopes: true }, 'passed'],
    ['everybody, of something else', { principals: [everybody], permissions: [{ actions: ['*/delete'] }] }, 'passed'],
    [
      'everybody, but not of this',
      { principals: [everybody], permissions: [{ actions: ['*'], notActions: ['Microsoft.Network/*'] }] },
      'passed'
    ]
  ])('a deny assignment of %s: %s', async (_of, properties, status) => {
    const { blocked, guards } = await planOf((azure) => {
      azure.principal = me
      const { subscription, group: name } = azure.access.profile
      const scope = `/subscriptions/${subscription}/resourceGroups/${name}`
      const denied = { denyAssignmentName: 'managed', permissions: [{ actions: ['*/write'] }], scope, ...properties }
      azure.denyAssignments = [{ name: 'd', properties: denied }]
    })
    expect(guards['denials']).toBe(status)
    expect(blocked?.code).toBe(status === 'blocked' ? 'forbidden' : undefined)
  })

  test('a sign-in that would end during the plan is had anew, and one that stays short is said', async () => {
    const tokens = ({ server }: FakeAzure): number =>
      server.requests.filter(({ url }) => url.includes('/oauth2/v2.0/token')).length
    const seen: FakeAzure[] = []
    const long = await planOf((azure) => void seen.push(azure))
    const short = await planOf((azure) => {
      seen.push(azure)
      azure.tokenSeconds = 300
    })
    expect(long.guards['sign-in']).toBe('passed')
    expect(short.guards['sign-in']).toBe('warning')
    expect(short.blocked).toBeUndefined()
    const [one = 0, more = 0] = seen.map(tokens)
    expect(more, 'a longer one is asked for').toBeGreaterThan(one)
  })
})

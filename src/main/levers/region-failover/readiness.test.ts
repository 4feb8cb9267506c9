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
    expect(guards).toMatchObject({ permissions: 'passed', locks: 'passed' })
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
    const { blocked, guards } = await planOf((azure) => void (azure.permissions = azure.locks = null))
    expect(blocked).toBeUndefined()
    expect(guards).toMatchObject({ permissions: 'warning', locks: 'warning' })
  })
})

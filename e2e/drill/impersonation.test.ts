import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyRule, UserToken } from '../../src/main/drill/api/ports.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import { ensureKubectl, hasGo, kubectlVersions, SKIPPED_WITHOUT_GO } from '../kubectl/ensure-kubectl.mjs'
import type { ClientAnswer } from './client.ts'
import { send } from './client.ts'
import { kubectlFor } from './kubectl.ts'

const deployments = '/apis/apps/v1/namespaces/shop/deployments'
const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

const user = (name: string, groups: readonly string[], ...rules: readonly PolicyRule[]): UserToken => ({
  token: `${name}-token`,
  name,
  groups,
  rules
})
const may = (verb: string, group: string, resource: string, ...resourceNames: readonly string[]): PolicyRule => ({
  verbs: [verb],
  apiGroups: [group],
  resources: [resource],
  ...(resourceNames.length === 0 ? {} : { resourceNames })
})

let stage: Stage
beforeAll(async () => {
  stage = await openStage({
    startMs: Date.parse('2026-03-01T10:00:00Z'),
    speed: 1,
    users: [
      user('jo', ['oncall'], may('list', 'apps', 'deployments')),
      user('legacy', [], may('impersonate', '', 'users', 'jo'), may('impersonate', '', 'groups', 'oncall', 'night')),
      user(
        'narrow',
        [],
        may('impersonate-on:user-info:list', 'apps', 'deployments'),
        may('impersonate:user-info', 'authentication.k8s.io', 'users', 'jo')
      )
    ]
  })
})
afterAll(() => stage.close())

type Headers = Readonly<Record<string, string | string[]>>

const list = (token: string, headers: Headers): Promise<ClientAnswer> =>
  send(stage, { path: deployments, token, headers })

async function whoami(token: string, headers: Headers): Promise<unknown> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const answer = await send(stage, { method: 'POST', path: reviews, token, headers, body })
  return answer.json<{ status?: { userInfo?: unknown } }>().status?.userInfo
}

describe('a request that acts as another user', () => {
  test('is authorized as that user, whatever its sender may do', async () => {
    expect((await list('legacy-token', {})).status).toBe(403)
    expect((await list('legacy-token', { 'Impersonate-User': 'jo' })).status).toBe(200)
    const nobody = await list('admin-token', { 'Impersonate-User': 'nobody' })
    expect(nobody.json()).toMatchObject({
      code: 403,
      message:
        'deployments.apps is forbidden: User "nobody" cannot list resource "deployments" in API group "apps" in the namespace "shop"'
    })
  })

  test('is refused where its sender may not, with the reason of the first mode that a server tries', async () => {
    const refused = await list('viewer-token', { 'Impersonate-User': 'jo' })
    expect(refused.json()).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'deployments.apps is forbidden: User "viewer" cannot impersonate-on:user-info:list resource "deployments" in API group "apps" in the namespace "shop"'
    })
    expect((await list('legacy-token', { 'Impersonate-User': 'other' })).status).toBe(403)
    expect((await list('legacy-token', { 'Impersonate-User': 'jo', 'Impersonate-Group': 'admins' })).status).toBe(403)
    expect((await list('legacy-token', { 'Impersonate-User': 'jo', 'Impersonate-Uid': '7' })).status).toBe(403)
  })

  test('of a constrained sender reaches what was granted, and nothing beside it', async () => {
    expect((await list('narrow-token', { 'Impersonate-User': 'jo' })).status).toBe(200)
    const read = await send(stage, {
      path: `${deployments}/web`,
      token: 'narrow-token',
      headers: { 'Impersonate-User': 'jo' }
    })
    expect(read.status).toBe(403)
    expect(read.json<{ message: string }>().message).toContain('cannot impersonate-on:user-info:get')
  })

  test.each([
    [{ 'Impersonate-Group': 'oncall' }, 'Groups:[]string{"oncall"}, Extra:map[string][]string(nil)'],
    [{ 'Impersonate-Group': ['a', 'b'] }, 'Groups:[]string{"a", "b"}, Extra:map[string][]string(nil)'],
    [{ 'Impersonate-Uid': '7' }, 'UID:"7", Groups:[]string(nil), Extra:map[string][]string(nil)'],
    [
      { 'Impersonate-Extra-Scopes': ['x', 'y'] },
      'Groups:[]string(nil), Extra:map[string][]string{"scopes":[]string{"x", "y"}}'
    ]
  ])('without a user is a bad request: %j', async (headers, said) => {
    const answer = await list('admin-token', headers)
    const { code, reason, message } = answer.json<{ code: number; reason: string; message: string }>()
    expect({ code, reason }).toEqual({ code: 400, reason: 'BadRequest' })
    expect(message).toMatch(/^requested &user\.DefaultInfo\{Name:"", .* without impersonating a user name$/)
    expect(message).toContain(said)
  })

  test('carries all its groups, its uid and its extra values', async () => {
    const headers = {
      'Impersonate-User': 'jo',
      'Impersonate-Group': ['oncall', 'night'],
      'Impersonate-Uid': '7',
      'Impersonate-Extra-Acme.com%2Fproject': ['a', 'b']
    }
    expect(await whoami('admin-token', headers)).toEqual({
      username: 'jo',
      uid: '7',
      groups: ['oncall', 'night', 'system:authenticated'],
      extra: { 'acme.com/project': ['a', 'b'] }
    })
  })

  test('has the groups that a service account, a node and nobody always have', async () => {
    expect(await whoami('admin-token', { 'Impersonate-User': 'system:serviceaccount:shop:bot' })).toEqual({
      username: 'system:serviceaccount:shop:bot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated']
    })
    expect(await whoami('admin-token', { 'Impersonate-User': 'system:node:node-0' })).toMatchObject({
      groups: ['system:nodes', 'system:authenticated']
    })
    expect((await list('admin-token', { 'Impersonate-User': 'system:anonymous' })).json()).toMatchObject({
      message: expect.stringContaining('User "system:anonymous" cannot list')
    })
  })

  test('may do what its groups may, and is named where it changed something', async () => {
    expect((await list('admin-token', { 'Impersonate-User': 'new', 'Impersonate-Group': 'oncall' })).status).toBe(200)
    const master = { 'Impersonate-User': 'root', 'Impersonate-Group': 'system:masters' }
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'made' } }
    const made = await send(stage, { method: 'POST', path: '/api/v1/namespaces', headers: master, body })
    expect(made.status).toBe(201)
    expect(stage.effects.at(-1)).toMatchObject({ method: 'POST', user: 'root' })
  })
})

const canBuild = hasGo()
if (!canBuild) console.log(SKIPPED_WITHOUT_GO)
const [version = ''] = kubectlVersions()

describe.skipIf(!canBuild)('kubectl', () => {
  let binary: string
  beforeAll(async () => {
    binary = await ensureKubectl(version)
  }, 900_000)

  test('--as and --as-group go through, or say why not', async () => {
    const kubectl = kubectlFor(binary, stage)
    const get = ['get', 'deployments']
    const groups = ['--as-group', 'night', '--as-group', 'oncall']
    expect(await kubectl([...get, '--as', 'new', ...groups])).toMatchObject({ code: 0 })
    const refused = await kubectl([...get, '--as', 'jo'], { context: 'viewer' })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('(Forbidden): ')
    expect(refused.stderr).toContain('cannot impersonate-on:user-info:list')
  })
})

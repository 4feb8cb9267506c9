import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { createKubeConnection, type KubeConnectionOptions } from './create-kube-connection.ts'
import { readKubeconfig } from './kubeconfig/read-kubeconfig.ts'
import { failureFrom } from './testing/open-connection.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type TestServer
} from './testing/tls-server.ts'

const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'checkout' })

let folder = ''
let server: TestServer
/** The token that the server takes; null for every one. */
let accepted: string | null = null
const closing: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credential-files-'))
  accepted = null
  server = await startTlsServer((request, response) => {
    if (accepted !== null && request.headers.authorization !== `Bearer ${accepted}`)
      sendStatus(response, 401, 'Unauthorized', 'Unauthorized')
    else if (!answerOpening(request, response))
      sendJson(response, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'checkout', uid: 'u' } })
  })
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function stored(user: object): Promise<string> {
  return (await readKubeconfig([{ text: kubeconfigFor(server, user), baseDir: folder }])).text
}

async function open(kubeconfig: string, more: Partial<KubeConnectionOptions> = {}) {
  const connection = await createKubeConnection({
    kubeconfig,
    context: 'test',
    environmentName: 'staging',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false },
    ...more
  })
  closing.push(() => connection.close())
  return connection
}

const tokens = () => [...new Set(server.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '')))]

describe('a token that was copied from a file', () => {
  const file = () => join(folder, 'token')

  it('is read again when the server refuses it, and used for everything after', async () => {
    await writeFile(file(), 'first-token\n')
    const secrets: string[] = []
    const connection = await open(await stored({ tokenFile: 'token' }), { onSecret: (value) => secrets.push(value) })
    accepted = 'second-4f9c2e71b8'
    await writeFile(file(), 'second-4f9c2e71b8\n')
    await Promise.all([1, 2, 3].map(() => connection.reader.get(path)))
    const refused = server.requests.filter(({ headers }) => headers.authorization === 'Bearer first-token').length
    await connection.reader.get(path)
    expect(tokens()).toEqual(['first-token', 'second-4f9c2e71b8'])
    expect(server.requests.filter(({ headers }) => headers.authorization === 'Bearer first-token')).toHaveLength(
      refused
    )
    expect(secrets).toContain('second-4f9c2e71b8')
  })

  it('opens a connection after the start, when the copy has long ended', async () => {
    await writeFile(file(), 'first-token')
    const kubeconfig = await stored({ tokenFile: 'token' })
    accepted = 'second-4f9c2e71b8'
    await writeFile(file(), 'second-4f9c2e71b8')
    expect((await open(kubeconfig)).user).toBe('operator')
  })

  it.each([
    ['is as it was', 'first-token', 'the file still holds the same one'],
    ['is empty', '', 'the file is empty now'],
    ['is gone', null, 'cannot be opened (ENOENT)']
  ])('is named with its age where the file %s', async (_, content, why) => {
    await writeFile(file(), 'first-token')
    const kubeconfig = (await stored({ tokenFile: 'token' })).replace(
      /"copiedAt":"[^"]*"/,
      `"copiedAt":"${new Date(Date.now() - 3 * 3_600_000).toISOString()}"`
    )
    accepted = 'another'
    if (content === null) await rm(file())
    else await writeFile(file(), content)
    const failure = await failureFrom(open(kubeconfig))
    expect(failure).toMatchObject({ code: 'unauthorized', remedy: expect.stringContaining('new token into that file') })
    expect(failure.message).toContain(`The token was copied from ${file()} 3 h ago`)
    expect(failure.message).toContain(why)
    expect(failure.message).not.toContain('first-token')
  })

  it('of another owner is not taken', async () => {
    await writeFile(file(), 'first-token')
    const kubeconfig = (await stored({ tokenFile: 'token' })).replace(/"owner":\d+/, '"owner":4242')
    accepted = 'second-4f9c2e71b8'
    await writeFile(file(), 'second-4f9c2e71b8')
    expect((await failureFrom(open(kubeconfig))).message).toContain('another owner')
    expect(tokens()).toEqual(['first-token'])
  })

  it('is never one of pasted text', async () => {
    await writeFile(file(), 'secret-of-the-operator')
    const { text } = await readKubeconfig([
      {
        text: kubeconfigFor(server, {
          token: 'mine',
          extensions: [
            { name: 'backout/token-copy', extension: { path: file(), copiedAt: '2026-01-01T00:00:00Z', owner: 0 } }
          ]
        })
      }
    ])
    accepted = 'another'
    expect((await failureFrom(open(text))).message).not.toContain(file())
    expect(tokens()).toEqual(['mine'])
  })
})

it.each([
  ['ended', '2024-01-01', '2024-05-06', 'The client certificate of the kubeconfig ended on 2024-05-06 12:00 UTC.'],
  ['not begun', '2098-01-01', '2099-01-01', 'is not valid before 2098-01-01 12:00 UTC']
])('a client certificate that has %s is named with its date where the server refuses', async (_, from, to, told) => {
  const at = (day: string) => new Date(`${day}T12:00:00Z`)
  const pems = await generate([{ name: 'commonName', value: 'op' }], {
    keyType: 'ec',
    notBeforeDate: at(from),
    notAfterDate: at(to)
  })
  const data = (pem: string) => Buffer.from(pem).toString('base64')
  accepted = 'none'
  const failure = await failureFrom(
    open(await stored({ 'client-certificate-data': data(pems.cert), 'client-key-data': data(pems.private) }))
  )
  expect(failure).toMatchObject({ code: 'unauthorized', message: expect.stringContaining(told) })
})

it('sends each group and each extra value in a header of its own', async () => {
  const user = { token: 't', as: 'jörg', 'as-groups': ['dev', 'on-call'], 'as-user-extra': { scopes: ['a', 'b'] } }
  await open(await stored(user))
  const { rawHeaders } = server.requests[0] ?? expect.fail('nothing was asked')
  const sent = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.startsWith('impersonate') ? [`${name}: ${rawHeaders[index + 1]}`] : []
  )
  expect(sent).toEqual([
    `impersonate-user: ${Buffer.from('jörg').toString('latin1')}`,
    'impersonate-group: dev',
    'impersonate-group: on-call',
    'impersonate-extra-scopes: a',
    'impersonate-extra-scopes: b'
  ])
})

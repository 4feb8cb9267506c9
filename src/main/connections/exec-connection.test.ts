import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { failureFrom, openTest } from './testing/open-connection.ts'
import { sendJson, sendStatus } from './testing/tls-server.ts'

const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'checkout' })
const apiVersion = 'client.authentication.k8s.io/v1'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exec-connection-'))
  const plugin = join(folder, 'plugin')
  // Gives token-1, token-2 … that all claim to live for ever.
  await writeFile(
    plugin,
    `#!/bin/sh\necho run >> ${folder}/runs\nn=$(wc -l < ${folder}/runs | tr -d ' ')\necho "{\\"apiVersion\\":\\"${apiVersion}\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"token-$n\\",\\"expirationTimestamp\\":\\"2099-01-01T00:00:00Z\\"}}"\n`
  )
  await chmod(plugin, 0o755)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function runs(): Promise<number> {
  return (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length
}

describe.skipIf(process.platform === 'win32')('a connection with an exec plugin', () => {
  const user = () => ({ exec: { apiVersion, command: join(folder, 'plugin') } })
  const connect = { approvals: { isApproved: () => true, isProxyApproved: () => false } }

  it('runs the plugin once for all requests, and once more after a 401', async () => {
    const opened = await openTest(
      (request, response) => {
        if (request.headers.authorization === 'Bearer token-1')
          sendStatus(response, 401, 'Unauthorized', 'Unauthorized')
        else sendJson(response, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'checkout', uid: 'u' } })
      },
      { user: user(), connect }
    )
    expect(await runs()).toBe(1)
    await Promise.all([1, 2, 3, 4].map(() => opened.connection.reader.get(path)))
    expect(await runs()).toBe(2)
    await opened.close()
  })

  it('stops after one renewal when the server always refuses', async () => {
    const opened = await openTest((_, response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'), {
      user: user(),
      connect
    })
    const before = opened.server.requests.length
    const failure = await failureFrom(opened.connection.reader.get(path))
    expect(failure).toMatchObject({ code: 'unauthorized', remedy: expect.stringContaining('Sign in again') })
    expect(opened.server.requests.length - before).toBe(2)
    expect(await runs()).toBe(2)
    await opened.close()
  })

  it('does not open before the plugin has been approved', async () => {
    const failure = await failureFrom(openTest((_, response) => sendJson(response, {}), { user: user() }))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('has not been approved') })
    await expect(runs()).rejects.toThrow('ENOENT')
  })
})

import { createHash } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectionView } from '../../contract/index.ts'
import { kubeconfigFor } from '../connections/testing/tls-server.ts'
import { createMemoryStore } from '../secrets/memory.ts'
import { connectionsStage, contact } from './testing/connections-stage.ts'

const stage = connectionsStage()
const apiVersion = 'client.authentication.k8s.io/v1'

/** Whoever writes files of this user, and cannot read the keychain, between two starts. */
async function startedAfter(change: (text: string) => string): Promise<void> {
  await stage.backout.close()
  const saved = { ...(stage.saved as object), last: null }
  stage.saved = JSON.parse(change(JSON.stringify(saved)))
  stage.questions = []
  stage.begin()
}

const timeline = () => stage.feeds.value('record').timeline.map(({ text }) => text)
const said = (part: string) =>
  stage.feeds.until(part, 5_000, () => timeline().filter((text) => text.includes(part)).length === 1 || undefined)
const lost = 'was changed outside Backout'

describe.skipIf(process.platform === 'win32')('an approval that was changed outside Backout', () => {
  const file = () => join(stage.folder, 'plugin')

  async function install(token: string): Promise<string> {
    const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } })
    const content = `#!/bin/sh\necho '${answer}'\n`
    await writeFile(file(), content)
    await chmod(file(), 0o755)
    return createHash('sha256').update(content).digest('hex')
  }

  const test = ({ id }: ConnectionView) =>
    stage.backout.request('connection.test', { connectionId: id, context: 'test' })

  async function approved(): Promise<{ readonly connection: ConnectionView; readonly sha256: string }> {
    const sha256 = await install('good-token')
    const connection = await stage.pasted(kubeconfigFor(stage.server, { exec: { apiVersion, command: 'plugin' } }))
    await stage.ask('connection.approveExec', { connectionId: connection.id, context: 'test', sha256 })
    expect(await test(connection)).toMatchObject({ ok: true })
    expect(stage.tokensSent()).toEqual(['good-token'])
    return { connection, sha256 }
  }

  it('holds for nothing: another program does not run, and is asked about anew', async () => {
    const { connection, sha256 } = await approved()
    const other = await install('evil-token')
    await startedAfter((text) => text.replaceAll(sha256, other))
    expect(await test(connection)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(stage.tokensSent()).toEqual([])
    await said(lost)
    await stage.ask('connection.approveExec', { connectionId: connection.id, context: 'test', sha256: other })
    expect(await test(connection)).toMatchObject({ ok: true })
  })

  it('holds at the next start where nobody changed it, and nothing is said', async () => {
    const { connection } = await approved()
    await startedAfter((text) => text)
    expect(await test(connection)).toMatchObject({ ok: true })
    expect(stage.questions).toEqual([])
    expect(timeline().join()).not.toContain(lost)
  })

  it('holds for nothing with the seals of another profile, or without a keychain, which is said', async () => {
    const { connection } = await approved()
    const text = await stage.keychain.get(`kubeconfig/${connection.id}`)
    stage.keychain = createMemoryStore('a test')
    await stage.keychain.put(`kubeconfig/${connection.id}`, text ?? '')
    await startedAfter((each) => each)
    expect(await test(connection)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(stage.questions.map(({ title }) => title)).toEqual([contact])
    await said('Without a usable keychain')
  })
})

it('lowers no environment, gives it no name, and no other Prometheus', async () => {
  const { id } = await stage.pasted(stage.config('a-token'))
  const open = () =>
    stage.backout.request('environment.open', { connectionId: id, context: 'test', name: 'shop-prod', kind: 'staging' })
  await stage.ask('environment.open', { connectionId: id, context: 'test', name: 'shop-prod', kind: 'production' })
  await startedAfter((text) =>
    text
      .replace('"kind":"production"', '"kind":"staging"')
      .replace('"name":"shop-prod"', '"name":"play"')
      .replace(
        '"prometheus":null',
        '"prometheus":{"namespace":"evil","service":"prometheus","port":"9090","scheme":"http"}'
      )
  )
  stage.agrees = false
  expect(await open()).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
  expect(stage.questions.map(({ title }) => title)).toEqual(['Call this cluster shop-prod?'])
  stage.answers.set('Call this cluster shop-prod?', true)
  expect(await open()).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
  expect(stage.questions.at(-1)?.title).toBe('Open this cluster as staging?')
  await said('3 things that were agreed to were changed outside Backout')
  expect(stage.shell().failure?.message).toContain('3 things that were agreed to were changed outside Backout')
  expect(JSON.stringify(stage.saved)).not.toContain('"evil"')
})

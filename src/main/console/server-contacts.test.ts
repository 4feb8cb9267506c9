import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectionView, RequestInput } from '../../contract/index.ts'
import { connectionsStage, contact, contactOtherwise } from './testing/connections-stage.ts'

const stage = connectionsStage()

const anotherAuthority = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'

describe('what a window may not do by itself', () => {
  const open = (connectionId: string, kind: 'production' | 'staging' | 'drill') =>
    stage.backout.request('environment.open', { connectionId, context: 'test', name: 'shop-prod', kind })
  const cancelled = { ok: false, failure: { code: 'cancelled' } }
  const pasted = () => stage.pasted(stage.config('a-token'))

  it('is to contact a server that only it has named, and it is asked once', async () => {
    const { id } = await pasted()
    stage.answers.set(contact, false)
    expect(await stage.backout.request('connection.test', { connectionId: id, context: 'test' })).toMatchObject(
      cancelled
    )
    expect(await open(id, 'production')).toMatchObject(cancelled)
    expect(stage.server.requests).toHaveLength(0)
    stage.answers.clear()
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    await stage.ask('environment.close', {})
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(stage.questions.map(({ title }) => title)).toEqual([contact, contact, contact])
    expect(stage.questions.at(-1)?.detail).toContain(stage.server.url)
  })

  /** Connections that the server has accepted. One of ours is refused behind all that were begun before, and is one of them. */
  async function acceptedSoFar(): Promise<number> {
    const knock = connect(Number(new URL(stage.server.url).port), '127.0.0.1')
    knock.on('error', () => undefined)
    knock.write('this is no TLS\n')
    knock.resume()
    await once(knock, 'close')
    return stage.server.accepted()
  }

  it.each([
    ['another authority', { 'certificate-authority-data': Buffer.from(anotherAuthority).toString('base64') }],
    ['none', { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true }],
    ['the authorities of this computer', { 'certificate-authority-data': undefined }],
    ['another name', { 'tls-server-name': 'localhost' }],
    ['another way, through a proxy', { 'proxy-url': 'http://127.0.0.1:9' }]
  ])('is to contact a known server that is verified by %s', async (_how, cluster) => {
    await writeFile(join(stage.folder, 'default'), stage.config('a-token'))
    const own = (await stage.ask('connection.importDefault', {})) as ConnectionView
    expect(await open(own.id, 'production')).toMatchObject({ ok: true })
    // Nothing that the first has begun may be counted as the second's.
    await stage.backout.close()
    stage.saved = { ...(stage.saved as object), last: null }
    stage.begin()
    stage.questions = []
    const heard = await acceptedSoFar()
    const other = await stage.pasted(stage.config('b-token', cluster))
    stage.agrees = false
    for (const [name, of] of [
      ['connection.test', {}],
      ['environment.open', { name: 'other', kind: 'production' }]
    ] as const)
      expect(
        await stage.backout.request(name, { connectionId: other.id, context: 'test', ...of } as RequestInput<
          typeof name
        >)
      ).toMatchObject(cancelled)
    expect(await acceptedSoFar()).toBe(heard + 1)
    expect(stage.questions.map(({ title }) => title)).toEqual([contactOtherwise, contactOtherwise])
    expect(stage.questions[0]?.detail).toContain(other.contexts[0]?.verified ?? 'nothing')
  })

  it('is asked about again of a server that an earlier version agreed to, which sealed nothing', async () => {
    const { id } = await pasted()
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    await stage.backout.close()
    const { seals: _none, ...before } = stage.saved as { seals: unknown }
    stage.saved = { ...before, servers: [stage.server.url] }
    stage.questions = []
    stage.agrees = false
    stage.begin()
    stage.answers.set(contact, false)
    expect(await open(id, 'production')).toMatchObject(cancelled)
    expect(stage.questions.map(({ title }) => title)).toEqual([contact])
  })

  it('is not asked about what the person’s own files name', async () => {
    await writeFile(join(stage.folder, 'default'), stage.config('a-token'))
    const { id } = (await stage.ask('connection.importDefault', {})) as ConnectionView
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(stage.questions).toEqual([])
  })
})

import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConnectionView, RequestInput, RequestName, ShellView } from '../../contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../autopilot/watch-feeds.ts'
import { answerOpening, kubeconfigFor, sendStatus, startTlsServer } from '../connections/testing/tls-server.ts'
import type { TestServer } from '../connections/testing/tls-server.ts'
import { createConsole } from '../console.ts'
import type { Console, ConsolePorts } from '../ports/console.ts'
import { consolePorts } from './testing/console-ports.ts'

let folder: string
let server: TestServer
let backout: Console
let feeds: FeedWatcher
let saved: unknown
/** What the dialogs of the operating system answer. */
let chosenFile: string | null
let agrees: boolean
/** Requests of the server that were looked at. */
let seen: number
/** What they answer instead, by title. */
const answers = new Map<string, boolean>()
let questions: { readonly title: string; readonly detail: string }[]

const contact = 'Contact this server for the first time?'
const contactOtherwise = 'Contact this server, verified in another way?'
const anotherAuthority = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connections-'))
  server = await startTlsServer((request, response) => {
    if (!answerOpening(request, response)) sendStatus(response, 403, 'Forbidden', 'not in this test')
  })
  saved = null
  chosenFile = null
  agrees = true
  questions = []
  answers.clear()
  seen = 0
  await writeFile(join(folder, 'authorities.pem'), server.ca)
  backout = createConsole(ports())
  feeds = watchFeeds(backout)
})

afterEach(async () => {
  feeds.close()
  await backout.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

function ports(): ConsolePorts {
  return consolePorts(folder, {
    dialogs: {
      chooseKubeconfig: async () => chosenFile,
      chooseFile: async () => chosenFile,
      confirmTrust: async (question) => {
        questions.push(question)
        return answers.get(question.title) ?? (agrees || question.title === contact)
      },
      saveReport: async () => null,
      saveZip: async () => null
    },
    preferences: { read: () => saved, write: (value) => void (saved = structuredClone(value)) },
    // The authorities of this computer: what is no cluster is believed by them.
    env: { KUBECONFIG: join(folder, 'default'), PATH: folder, SSL_CERT_FILE: join(folder, 'authorities.pem') }
  })
}

async function ask<N extends RequestName>(name: N, input: RequestInput<N>) {
  const result = await backout.request(name, input)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

const shell = (): ShellView => feeds.value('shell')

function config(token: string, cluster: object = {}): string {
  return kubeconfigFor(server, { token }, cluster)
}

/** Tokens that the server has seen since the last call. */
function tokensSent(): readonly string[] {
  const sent = server.requests.slice(seen).map(({ headers }) => String(headers.authorization).replace('Bearer ', ''))
  seen = server.requests.length
  return [...new Set(sent)]
}

async function openedWith(token: string): Promise<ConnectionView> {
  const connection = (await ask('connection.importText', { text: config(token) })) as ConnectionView
  await ask('environment.open', { connectionId: connection.id, context: 'test', name: 'shop-prod', kind: 'staging' })
  expect(tokensSent()).toEqual([token])
  return connection
}

describe('a connection that is open', () => {
  it.each([
    ['a file', 'connection.importFile'],
    ['$KUBECONFIG', 'connection.importDefault'],
    ['pasted text', 'connection.importText']
  ] as const)('is replaced by %s, and opened again with it', async (_what, request) => {
    const { id } = await openedWith('first-token')
    chosenFile = join(folder, 'chosen.yaml')
    for (const file of [chosenFile, join(folder, 'default')]) await writeFile(file, config('second-token'))
    const text = request === 'connection.importText' ? { text: config('second-token') } : {}
    expect(await ask(request, { replaces: id, ...text } as never)).toMatchObject({ id })
    expect(tokensSent().at(-1)).toBe('second-token')
    expect(await readFile(join(folder, 'default'), 'utf8')).toBe(config('second-token'))
    expect(shell().connections).toHaveLength(1)
    expect(shell().environment).toMatchObject({ connectionId: id, name: 'shop-prod', kind: 'staging' })
    expect(feeds.value('record').timeline.map(({ text: said }) => said)).not.toContain('second-token')
  })

  it('is closed when its context is gone', async () => {
    const { id } = await openedWith('first-token')
    const other = config('second-token').replaceAll('"test"', '"other"')
    await ask('connection.importText', { replaces: id, text: other })
    expect(shell().environment).toBeNull()
    expect(shell().connections).toMatchObject([{ id, contexts: [{ name: 'other' }] }])
  })

  it('stays as it was when the new one cannot be read', async () => {
    const { id } = await openedWith('first-token')
    chosenFile = join(folder, 'gone.yaml')
    const result = await backout.request('connection.importFile', { replaces: id })
    expect(result).toMatchObject({ ok: false, failure: { code: 'notFound' } })
    expect(shell().environment).toMatchObject({ connectionId: id })
    await ask('connection.test', { connectionId: id, context: 'test' })
    expect(tokensSent()).toContain('first-token')
  })

  it('says why it does not open with the new credentials, and keeps them', async () => {
    const { id } = await openedWith('first-token')
    const text = config('second-token', { server: 'https://127.0.0.1:1' })
    await ask('connection.importText', { replaces: id, text })
    expect(shell()).toMatchObject({ environment: null, failure: { code: 'unreachable' } })
    expect(shell().connections).toMatchObject([{ id, contexts: [{ server: 'https://127.0.0.1:1' }] }])
  })
})

it('does not list $KUBECONFIG twice', async () => {
  await writeFile(join(folder, 'default'), config('first-token'))
  await ask('connection.importDefault', {})
  await ask('connection.importDefault', {})
  expect(shell().connections).toHaveLength(1)
})

it('tells pasted kubeconfigs apart by what they lead to', async () => {
  for (const name of ['prod', 'lab'])
    await ask('connection.importText', { text: config('t').replaceAll('"test"', `"${name}"`) })
  const labels = () => shell().connections.map(({ label }) => label)
  expect(labels()).toEqual(['pasted, prod', 'pasted, lab'])
  await ask('connection.importText', { text: config('u').replaceAll('"test"', '"lab"') })
  expect(labels().toSorted()).toEqual(['pasted, lab', 'pasted, lab (2)', 'pasted, prod'])
  const second = shell().connections.find(({ label }) => label === 'pasted, lab (2)')
  await ask('connection.forget', { connectionId: second?.id ?? '' })
  const [first] = shell().connections
  const text = config('t').replaceAll('"test"', '"stage"')
  await ask('connection.importText', { text, ...(first ? { replaces: first.id } : {}) })
  expect(labels().toSorted()).toEqual(['pasted, lab', 'pasted, stage'])
})

it('remembers what the operator called a context', async () => {
  const { id } = await openedWith('first-token')
  await ask('environment.close', {})
  expect(shell().connections.find((each) => each.id === id)?.contexts[0]?.known).toMatchObject({
    name: 'shop-prod',
    kind: 'staging'
  })
})

describe('a proxy of the kubeconfig', () => {
  it('is asked about outside the window, and not used before', async () => {
    const proxy = 'http://127.0.0.1:1'
    const text = config('t', { 'proxy-url': proxy.replace('//', '//ann:hunter22@') })
    const { id } = (await ask('connection.importText', { text })) as ConnectionView
    const approval = { connectionId: id, context: 'test', url: proxy }
    const proxyNow = () => shell().connections[0]?.contexts[0]?.proxy
    expect(proxyNow()).toEqual({ url: proxy, approved: false })
    const test = () => backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'refused' } })

    agrees = false
    expect(await backout.request('connection.approveProxy', approval)).toMatchObject({
      ok: false,
      failure: { code: 'cancelled' }
    })
    expect(proxyNow()).toMatchObject({ approved: false })
    agrees = true
    await ask('connection.approveProxy', approval)
    expect(questions.at(-1)?.detail).toContain(proxy)
    expect(JSON.stringify([questions, saved, feeds.value('record')])).not.toContain('hunter22')
    expect(proxyNow()).toMatchObject({ approved: true })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'unreachable' } })
  })

  it('that was not shown is not approved', async () => {
    const { id } = (await ask('connection.importText', { text: config('t') })) as ConnectionView
    const approval = { connectionId: id, context: 'test', url: 'http://evil:1' }
    expect(await backout.request('connection.approveProxy', approval)).toMatchObject({
      ok: false,
      failure: { code: 'conflict' }
    })
    expect(questions).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a credential plugin', () => {
  const apiVersion = 'client.authentication.k8s.io/v1'

  async function install(token: string): Promise<void> {
    const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } })
    await writeFile(join(folder, 'plugin'), `#!/bin/sh\necho '${answer}'\n`)
    await chmod(join(folder, 'plugin'), 0o755)
  }

  async function imported(): Promise<ConnectionView> {
    const exec = { apiVersion, command: 'plugin', args: ['--client-secret', 'hunter22'] }
    return (await ask('connection.importText', { text: kubeconfigFor(server, { exec }) })) as ConnectionView
  }

  const plugin = () => shell().connections[0]?.contexts[0]?.exec ?? expect.fail('no plugin')
  const test = (connectionId: string) => backout.request('connection.test', { connectionId, context: 'test' })
  const approve = (connectionId: string, sha256: string) =>
    backout.request('connection.approveExec', { connectionId, context: 'test', sha256 })

  it('may be installed after the import', async () => {
    const { id } = await imported()
    expect(plugin()).toMatchObject({ path: '', fix: expect.stringContaining('Install plugin') })
    await install('plugin-token')
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(plugin()).toMatchObject({ path: join(folder, 'plugin'), approved: false })
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: true })
    expect(questions.at(-1)?.detail).toContain(`${join(folder, 'plugin')} --client-secret [hidden]`)
    expect(await test(id)).toMatchObject({ ok: true })
    expect(tokensSent()).toEqual(['plugin-token'])
    expect(JSON.stringify([questions, saved, feeds.value('record')])).not.toContain('hunter22')
  })

  it('is asked about again when it has changed, with both hashes', async () => {
    await install('first-token')
    const { id } = await imported()
    await approve(id, plugin().sha256)
    const before = plugin().sha256
    await install('second-token')
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(tokensSent()).toEqual([])
    expect(plugin()).toMatchObject({ approved: false, approvedSha256: before })
    expect(plugin().sha256).not.toBe(before)
    expect(await approve(id, before)).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: true })
    expect(questions.at(-1)?.detail).toContain(before)
    expect(await test(id)).toMatchObject({ ok: true })
  })

  it('that hangs is given up when the operator says so, and ended', async () => {
    await writeFile(join(folder, 'plugin'), `#!/bin/sh\necho $$ > ${folder}/pid\nexec /bin/sleep 300\n`)
    await chmod(join(folder, 'plugin'), 0o755)
    const { id } = await imported()
    await approve(id, plugin().sha256)
    for (const opening of [
      () => test(id),
      () => backout.request('environment.open', { connectionId: id, context: 'test', name: 'slow', kind: 'staging' })
    ]) {
      await rm(join(folder, 'pid'), { force: true })
      const answer = opening()
      const pid = await vi.waitFor(async () => Number(await readFile(join(folder, 'pid'), 'utf8')) || expect.fail())
      expect(shell().busy).toMatchObject({ canStop: true })
      await ask('environment.stopWaiting', {})
      expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
      expect(shell().busy).toBeNull()
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
    }
  })

  it('that is an interpreter is approved with its arguments', async () => {
    await symlink('/bin/sh', join(folder, 'sh'))
    const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: 'from-a-script' } })
    const withScript = (script: string) =>
      kubeconfigFor(server, { exec: { apiVersion, command: 'sh', args: ['-c', script] } })
    const { id } = (await ask('connection.importText', { text: withScript(`echo '${answer}'`) })) as ConnectionView
    await approve(id, plugin().sha256)
    expect(await test(id)).toMatchObject({ ok: true })
    await ask('connection.importText', { replaces: id, text: withScript(`echo '${answer}' # and more`) })
    expect(plugin()).toMatchObject({ approved: false })
    expect(plugin().approvedSha256).toBeUndefined()
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('is heard in the window while it waits for the person, and the waiting can be ended', async () => {
    await writeFile(
      join(folder, 'plugin'),
      `#!/bin/sh\necho 'open https://login.example/device and enter ABCD-EFGH for hunter22' >&2\nexec /bin/sleep 300\n`
    )
    await chmod(join(folder, 'plugin'), 0o755)
    const { id } = await imported()
    await approve(id, plugin().sha256)
    const answer = test(id)
    const signIn = await feeds.until('what it says', 10_000, ({ shell: { signIn: said } }) => said ?? undefined)
    expect(signIn).toMatchObject({
      program: join(folder, 'plugin'),
      lines: ['open https://login.example/device and enter ABCD-EFGH for [redacted]']
    })
    await ask('environment.stopWaiting', {})
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(shell().signIn).toBeNull()
    expect(JSON.stringify([saved, feeds.value('record')])).not.toContain('ABCD-EFGH')
  })

  it('runs only when somebody agreed outside the window', async () => {
    await install('first-token')
    const { id } = await imported()
    agrees = false
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })
})

it('says of a file that only its first document was read', async () => {
  chosenFile = join(folder, 'chosen.yaml')
  await writeFile(chosenFile, `${config('a')}\n---\n{}\n`)
  const { notices } = (await ask('connection.importFile', {})) as ConnectionView
  expect(notices).toEqual([expect.stringContaining(`${chosenFile} holds several YAML documents`)])
  expect(shell().connections[0]?.notices).toEqual(notices)
})

describe('a program beside the kubeconfig', () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/login' }

  it('is run from its folder, once its path and hash were approved', async () => {
    await mkdir(join(folder, 'bin'))
    const answer = JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', status: { token: 'beside' } })
    await writeFile(join(folder, 'bin', 'login'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 })
    chosenFile = join(folder, 'chosen.yaml')
    await writeFile(chosenFile, kubeconfigFor(server, { exec }))
    const { id } = (await ask('connection.importFile', {})) as ConnectionView
    const plugin = () => shell().connections[0]?.contexts[0]?.exec ?? expect.fail('no plugin')
    expect(plugin()).toMatchObject({ path: join(folder, 'bin', 'login'), approved: false })
    const test = () => backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'refused' } })
    await ask('connection.approveExec', { connectionId: id, context: 'test', sha256: plugin().sha256 })
    expect(questions.at(-1)?.detail).toContain(join(folder, 'bin', 'login'))
    expect(await test()).toMatchObject({ ok: true })
    expect(tokensSent()).toEqual(['beside'])
  })

  it('is refused to pasted text, also in place of the file', async () => {
    const { id } = (await ask('connection.importText', { text: kubeconfigFor(server, { exec }) })) as ConnectionView
    const test = await backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(test).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(questions.map(({ title }) => title)).toEqual([contact])
  })
})

describe('the kind of an environment', () => {
  it('that nobody said counts as production, and is never taken for said', async () => {
    const { id } = (await ask('connection.importText', { text: config('a-token') })) as ConnectionView
    const open = { connectionId: id, context: 'test', name: 'shop' }
    await ask('environment.open', open)
    expect(shell().environment).toMatchObject({ kind: 'production', kindUnset: true })
    const known = () => shell().connections[0]?.contexts[0]?.known
    await expect.poll(known).toMatchObject({ kind: 'production', kindUnset: true })
    // A namespace that is chosen later says nothing of it.
    await ask('environment.chooseNamespace', { namespace: 'shop' })
    expect(shell().environment).toMatchObject({ namespace: 'shop', kindUnset: true })
    await ask('environment.open', { ...open, kind: 'production' })
    expect(shell().environment).not.toHaveProperty('kindUnset')
    expect(known()).not.toHaveProperty('kindUnset')
  })
})

describe('what a window may not do by itself', () => {
  const open = (connectionId: string, kind: 'production' | 'staging' | 'drill') =>
    backout.request('environment.open', { connectionId, context: 'test', name: 'shop-prod', kind })
  const cancelled = { ok: false, failure: { code: 'cancelled' } }
  const pasted = async () => (await ask('connection.importText', { text: config('a-token') })) as ConnectionView

  it('is to contact a server that only it has named, and it is asked once', async () => {
    const { id } = await pasted()
    answers.set(contact, false)
    expect(await backout.request('connection.test', { connectionId: id, context: 'test' })).toMatchObject(cancelled)
    expect(await open(id, 'production')).toMatchObject(cancelled)
    expect(server.requests).toHaveLength(0)
    answers.clear()
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    await ask('environment.close', {})
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(questions.map(({ title }) => title)).toEqual([contact, contact, contact])
    expect(questions.at(-1)?.detail).toContain(server.url)
  })

  /** Connections that the server has accepted. One of ours is refused behind all that were begun before, and is one of them. */
  async function acceptedSoFar(): Promise<number> {
    const knock = connect(Number(new URL(server.url).port), '127.0.0.1')
    knock.on('error', () => undefined)
    knock.write('this is no TLS\n')
    knock.resume()
    await once(knock, 'close')
    return server.accepted()
  }

  it.each([
    ['another authority', { 'certificate-authority-data': Buffer.from(anotherAuthority).toString('base64') }],
    ['none', { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true }],
    ['the authorities of this computer', { 'certificate-authority-data': undefined }],
    ['another name', { 'tls-server-name': 'localhost' }],
    ['another way, through a proxy', { 'proxy-url': 'http://127.0.0.1:9' }]
  ])('is to contact a known server that is verified by %s', async (_how, cluster) => {
    await writeFile(join(folder, 'default'), config('a-token'))
    const own = (await ask('connection.importDefault', {})) as ConnectionView
    expect(await open(own.id, 'production')).toMatchObject({ ok: true })
    // Nothing that the first has begun may be counted as the second's.
    await backout.close()
    backout = createConsole(ports())
    feeds = watchFeeds(backout)
    questions = []
    const heard = await acceptedSoFar()
    const other = (await ask('connection.importText', { text: config('b-token', cluster) })) as ConnectionView
    agrees = false
    for (const [name, of] of [
      ['connection.test', {}],
      ['environment.open', { name: 'other', kind: 'production' }]
    ] as const)
      expect(
        await backout.request(name, { connectionId: other.id, context: 'test', ...of } as RequestInput<typeof name>)
      ).toMatchObject(cancelled)
    expect(await acceptedSoFar()).toBe(heard + 1)
    expect(questions.map(({ title }) => title)).toEqual([contactOtherwise, contactOtherwise])
    expect(questions[0]?.detail).toContain(other.contexts[0]?.verified ?? 'nothing')
  })

  it('is asked about again of a server that an earlier version agreed to, only where it is verified otherwise', async () => {
    const { id } = await pasted()
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    await backout.close()
    const before = structuredClone(saved) as { connections: { contexts: object[] }[]; servers: unknown }
    for (const { contexts } of before.connections) for (const each of contexts) Reflect.deleteProperty(each, 'verified')
    saved = { ...before, servers: [server.url] }
    questions = []
    agrees = false
    backout = createConsole(ports())
    feeds = watchFeeds(backout)
    expect(await open(id, 'production')).not.toMatchObject(cancelled)
    expect(questions).toEqual([])
    const again = await pasted()
    expect(await open(again.id, 'production')).toMatchObject(cancelled)
    expect(questions.map(({ title }) => title)).toEqual([contactOtherwise])
  })

  it('is not asked about what the person’s own files name', async () => {
    await writeFile(join(folder, 'default'), config('a-token'))
    const { id } = (await ask('connection.importDefault', {})) as ConnectionView
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(questions).toEqual([])
  })

  it('is to lower what a cluster counts as; a real one is never a drill', async () => {
    const { id } = await pasted()
    agrees = false
    expect(await open(id, 'staging')).toMatchObject(cancelled)
    expect(shell().environment).toBeNull()
    expect(await open(id, 'drill')).toMatchObject({ ok: false, failure: { code: 'badInput' } })
    agrees = true
    expect(await open(id, 'staging')).toMatchObject({ ok: true })
    const asked = questions.length
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(await open(id, 'staging')).toMatchObject({ ok: true })
    expect(questions.slice(asked).map(({ title }) => title)).toEqual(['Open this cluster as staging?'])
  })

  it('is to have many texts read at once', async () => {
    const both = await Promise.all(
      [1, 2, 3].map(() => backout.request('connection.importText', { text: config('a-token') }))
    )
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ failure: { code: 'conflict' } })
    expect(await pasted()).toMatchObject({ contexts: [{ name: 'test' }] })
  })

  it('is to call a cluster otherwise, or as another one is called, or nearly so', async () => {
    const { id } = await openedWith('first-token')
    const called = (connectionId: string, name: string) =>
      backout.request('environment.open', { connectionId, context: 'test', name, kind: 'production' })
    const other = config('other-token', { server: 'https://127.0.0.1:1' })
    const { id: otherId } = (await ask('connection.importText', { text: other })) as ConnectionView
    agrees = false
    expect(await called(id, 'shop-lab')).toMatchObject(cancelled)
    for (const name of ['shop-prod', 'shop-рrod', 'SHOP-prod'])
      expect(await called(otherId, name), name).toMatchObject(cancelled)
    expect(questions.at(-1)?.detail).toContain(server.url)
    expect(shell().environment).toMatchObject({ connectionId: id, name: 'shop-prod' })
    expect(await called(otherId, 'elsewhere')).toMatchObject({ ok: false, failure: { code: 'unreachable' } })
    agrees = true
    expect(await called(id, 'shop-lab')).toMatchObject({ ok: true })
    expect(shell().environment).toMatchObject({ name: 'shop-lab' })
  })

  it('is to say where the numbers come from', async () => {
    await openedWith('first-token')
    agrees = false
    const target = { namespace: 'evil', service: 'always-green', port: '9090', scheme: 'http', cluster: 'x' } as const
    expect(await backout.request('environment.setPrometheus', { target })).toMatchObject(cancelled)
    expect(questions.at(-1)?.detail).toContain('evil/always-green:9090, cluster x')
    expect(questions.at(-1)?.detail).toContain(server.url)
    const asked = () => server.requests.filter(({ url }) => url.includes('always-green')).length
    expect(asked()).toBe(0)
    expect(await backout.request('environment.setPrometheus', { target: null })).toMatchObject({ ok: true })
    agrees = true
    await ask('environment.setPrometheus', { target })
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(0))
    const said = feeds.value('record').timeline.map(({ text }) => text)
    expect(said).toContainEqual(expect.stringContaining('Agreed to take the numbers of shop-prod from http evil/'))
  })

  it('is to say at which address the numbers are, and what is sent there', async () => {
    await openedWith('first-token')
    const target = { url: `${server.url}/evil/api/v1/`, signIn: 'bearer', secret: 'of-prometheus-4f1d9c' } as const
    const asked = () => server.requests.filter(({ url }) => url.startsWith('/evil/'))
    agrees = false
    expect(await backout.request('environment.setPrometheus', { target })).toMatchObject(cancelled)
    expect(questions.at(-1)?.detail).toContain(`${server.url}/evil, with a bearer token`)
    expect(asked()).toEqual([])
    const plain = { ...target, url: server.url.replace('https', 'http') }
    expect(await backout.request('environment.setPrometheus', { target: plain })).toMatchObject({
      failure: { code: 'badInput' }
    })
    agrees = true
    await ask('environment.setPrometheus', { target })
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(0), 10_000)
    expect(asked()[0]).toMatchObject({ headers: { authorization: 'Bearer of-prometheus-4f1d9c' } })
    agrees = false
    expect(await backout.request('environment.setPrometheus', { target: null })).toMatchObject(cancelled)
    expect(questions.at(-1)?.detail).toContain('Its token or password is removed')
    expect(JSON.stringify([feeds.value('record'), saved])).not.toContain('of-prometheus-4f1d9c')
  })

  it('is to say what leads users here, and who looks after it', async () => {
    await openedWith('first-token')
    const tenant = '11111111-2222-3333-4444-555555555555'
    const mira = {
      way: 'cli',
      cloud: 'public',
      tenant,
      client: '',
      who: 'mira@example.com',
      account: '',
      tokenFile: ''
    }
    await backout.close()
    saved = { ...(saved as object), azureAccounts: [{ ...mira, id: 'mira' }] }
    backout = createConsole(ports())
    feeds = watchFeeds(backout)
    agrees = true
    await openedWith('first-token')
    const profile =
      '/subscriptions/evil/resourceGroups/rg/providers/Microsoft.Network/trafficManagerProfiles/always-failed'
    const target = { accountId: 'mira', profile }
    agrees = false
    expect(await backout.request('environment.setAzure', { target })).toMatchObject(cancelled)
    expect(questions.at(-1)?.detail).toContain(`${profile}, looked after by mira@example.com, tenant ${tenant}`)
    expect(questions.at(-1)?.detail).toContain(server.url)
    expect(shell().environment?.azure).toBeUndefined()
    agrees = true
    await ask('environment.setAzure', { target })
    agrees = false
    const other = { ...target, profile: `${profile}-2` }
    expect(await backout.request('environment.setAzure', { target: other })).toMatchObject(cancelled)
    expect(await backout.request('environment.setAzure', { target: null })).toMatchObject(cancelled)
    expect(shell().environment?.azure?.profile).toBe(profile)
    const said = () => feeds.value('record').timeline.map(({ text }) => text)
    await vi.waitFor(() => expect(said()).toContainEqual(expect.stringContaining('leads users to')))
  })

  it('is to replace or forget credentials', async () => {
    const { id } = await openedWith('first-token')
    agrees = false
    const text = config('second-token')
    expect(await backout.request('connection.importText', { replaces: id, text })).toMatchObject(cancelled)
    expect(await backout.request('connection.forget', { connectionId: id })).toMatchObject(cancelled)
    expect(shell().connections).toMatchObject([{ id }])
    await ask('environment.close', {})
    await open(id, 'production')
    expect(tokensSent()).not.toContain('second-token')
  })

  it('is to keep a name and a kind that were said of another server', async () => {
    const { id } = await openedWith('first-token')
    const text = config('second-token').replace(server.url, 'https://127.0.0.1:1')
    await ask('connection.importText', { replaces: id, text })
    expect(shell().connections[0]?.contexts[0]).not.toHaveProperty('known')
    expect(shell().environment).toBeNull()
  })
})

it('records what was done to connections', async () => {
  const { id } = await openedWith('first-token')
  await ask('connection.importText', { replaces: id, text: config('second-token') })
  await ask('connection.forget', { connectionId: id })
  await feeds.until('the record', 5_000, ({ record }) => {
    const said = record.timeline.map(({ text }) => text)
    const expected = [
      'Imported the kubeconfig pasted, test, 1 context',
      'Replaced the kubeconfig pasted, test, 1 context',
      'Forgot the kubeconfig pasted, test and its credentials'
    ]
    return expected.every((text) => said.includes(text)) || undefined
  })
})

it('copies the Role of any denial that it shows, and no other text', async () => {
  await openedWith('a-token')
  await ask('environment.chooseNamespace', { namespace: 'default' })
  const failure = await feeds.until('the denial', 5_000, ({ services }) =>
    services?.rows.state === 'forbidden' ? services.rows.failure : undefined
  )
  const grant = failure.grant ?? expect.fail('no grant is offered')
  expect(grant).toContain('kind: Role')
  expect(await ask('clipboard.copy', { what: { kind: 'grant', grant } })).toEqual({ text: grant.trimEnd() })
  await expect(ask('clipboard.copy', { what: { kind: 'grant', grant: `${grant} ` } })).rejects.toThrow(
    'nothing to copy'
  )
})

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKubeConnection } from '../../src/main/connections/create-kube-connection.ts'
import { readKubeconfig, type ReadKubeconfig } from '../../src/main/connections/kubeconfig/read-kubeconfig.ts'
import { at, isJsonObject, type JsonObject } from '../../src/main/lib/json-access.ts'
import { ensureKubectl, hasGo, kubectlVersions, SKIPPED_WITHOUT_GO } from './ensure-kubectl.mjs'
import { startRecordingServer, type RecordingServer } from './recording-server.ts'

const run = promisify(execFile)
const version = kubectlVersions().at(-1) ?? ''
if (!hasGo()) console.log(SKIPPED_WITHOUT_GO)

/** Where the two are not alike, and why that is right. */
interface Difference {
  /** kubectl cannot read the file, and says this. */
  readonly kubectl?: RegExp
  /** Backout takes nothing of the file, and says this. */
  readonly import?: RegExp
  /** Contexts that Backout lists and does not use, with the reason. */
  readonly refused?: Readonly<Record<string, RegExp>>
  /** Contexts for which kubectl asks for a name and a password at the terminal. */
  readonly asked?: readonly string[]
}

const insteadOfLocalhost = /names no cluster/

const files: Readonly<Record<string, Difference>> = {
  'merge-keys.yaml': {},
  'merge-order.yaml': {},
  'several-documents.yaml': {},
  'names.yaml': {
    // Two clusters that the eye cannot tell apart, and a name that is not what it looks like.
    refused: { Stage: /only in case/, stage: /only in case/, 'hid\\u{200b}den': /invisible characters/ }
  },
  'one-broken.yaml': {
    asked: ['anonymous'],
    refused: {
      half: insteadOfLocalhost,
      nulls: insteadOfLocalhost,
      gone: /no cluster of that name/,
      plain: /Plain HTTP/
    }
  },
  'credentials.yaml': {
    refused: {
      'line-break': /no request can carry/,
      'token-and-password': /only one is allowed/,
      'no-key': /has no key/
    }
  },
  'impersonation.yaml': { refused: { 'group-only': /without a user/ } },
  'exec.yaml': {},
  'servers.yaml': {
    refused: {
      'no-scheme': /plain HTTP/,
      'no-scheme-no-authority': /plain HTTP/,
      contradiction: /contradict each other/
    }
  },
  'config-view.yaml': { import: /is the output of kubectl config view/ },
  'numbers.yaml': { kubectl: /cannot unmarshal (number|bool)/ },
  'stands-twice.yaml': { kubectl: /duplicate name/, refused: { a: /Two contexts are named "a"/ } }
}

const source = join(import.meta.dirname, 'kubeconfigs')
/** The contexts of the first document of a file of ours, without kubectl, which lists them only when it can read it. */
function contextsOf(file: string): readonly string[] {
  const [document = ''] = readFileSync(join(source, file), 'utf8')
    .replace(/^---\n/, '')
    .split('\n---')
  const names = document.replace(/[\s\S]*\ncontexts:/, '').matchAll(/name: ("(?:[^"\\]|\\.)*"|[^,}\n]+)/g)
  return [...names].map(([, name = '']) => (name.startsWith('"') ? String(JSON.parse(name)) : name))
}

let folder = ''
let kubectl = ''
let server: RecordingServer

beforeAll(async () => {
  if (!hasGo()) return
  kubectl = await ensureKubectl(version)
  folder = join(await mkdtemp(join(tmpdir(), 'kubeconfigs-')), 'kubeconfigs')
  await cp(source, folder, { recursive: true })
  await chmod(join(folder, 'bin', 'login'), 0o755)
  const names = {
    keyType: 'ec' as const,
    extensions: [
      {
        name: 'subjectAltName' as const,
        altNames: [
          { type: 7 as const, ip: '127.0.0.1' },
          { type: 2 as const, value: 'localhost' }
        ]
      },
      { name: 'basicConstraints' as const, cA: true }
    ]
  }
  const [own, client] = await Promise.all([
    generate([{ name: 'commonName', value: 'server' }], names),
    generate([{ name: 'commonName', value: 'client' }], { keyType: 'ec' })
  ])
  server = await startRecordingServer(own.cert, own.private)
  const base64 = (pem: string) => Buffer.from(pem).toString('base64')
  const pki = { 'ca.pem': own.cert, 'cert.pem': client.cert, 'key.pem': client.private, token: 'token-of-a-file\n' }
  await mkdir(join(folder, 'pki'))
  for (const [name, content] of Object.entries(pki)) await writeFile(join(folder, 'pki', name), content)
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml'))) {
    const text = await readFile(join(folder, file), 'utf8')
    const filled = text
      .replaceAll('SERVER', server.url)
      .replaceAll('HOST', server.url.replace('https://', ''))
      .replaceAll(/\bCA\b/g, base64(own.cert))
      .replaceAll(/\bCERT\b/g, base64(client.cert))
      .replaceAll(/\bKEY\b/g, base64(client.private))
    await writeFile(join(folder, file), filled)
  }
}, 900_000)
afterAll(async () => {
  await server?.close()
  if (folder !== '') await rm(join(folder, '..'), { recursive: true })
})

/** What the plugin of the fixtures writes what it heard to. */
const heardBy = (who: string): string => join(folder, `heard-by-${who}`)
const environment = (who: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  NO_PROXY: '127.0.0.1',
  LOGIN_HEARD: heardBy(who)
})

async function ask(file: string, ...args: readonly string[]): Promise<string> {
  const options = { env: { ...environment('kubectl'), KUBECONFIG: join(folder, file) }, cwd: '/' }
  return (await run(kubectl, args, options)).stdout
}

async function readByUs(file: string): Promise<ReadKubeconfig> {
  const path = join(folder, file)
  return readKubeconfig([{ text: await readFile(path, 'utf8'), baseDir: folder, path }], environment('us'))
}

describe.skipIf(!hasGo()).each(Object.entries(files))('%s', (file, difference) => {
  if (difference.kubectl)
    it('cannot be read by kubectl', async () => {
      await expect(ask(file, 'config', 'view')).rejects.toThrow(difference.kubectl)
    })

  if (difference.import) {
    const why = difference.import
    it('is not imported, with the reason', async () => {
      await expect(readByUs(file)).rejects.toThrow(why)
    })
    return
  }

  it('has every context in the list, and the same one chosen', async () => {
    const { contexts, currentContext } = await readByUs(file)
    const shown = contextsOf(file).map((name) => name.replace('\u200b', '\\u{200b}'))
    expect(contexts.map(({ name }) => name)).toEqual([...new Set(shown)])
    if (difference.kubectl) return
    const theirs = (await ask(file, 'config', 'view', '-o', 'jsonpath={.current-context}')).trim()
    expect(currentContext).toBe(shown.includes(theirs) ? theirs : '')
  })

  describe.each([...new Set(contextsOf(file))])('%s', (context) => {
    const refused = difference.refused?.[context.replace('\u200b', '\\u{200b}')]

    it.skipIf(difference.kubectl !== undefined || refused !== undefined)('is read as kubectl reads it', async () => {
      const args = ['config', 'view', '--raw', '--minify', '--flatten', '--context', context, '-o', 'json']
      const theirs: unknown = JSON.parse(await ask(file, ...args))
      const ours: unknown = JSON.parse((await readByUs(file)).text)
      expect(minified(ours, context)).toEqual(minified(theirs, context))
    })

    if (refused)
      it('is listed and not used, with the reason', async () => {
        const shown = context.replace('\u200b', '\\u{200b}')
        const { contexts, text } = await readByUs(file)
        const { risky } = contexts.find(({ name }) => name === shown) ?? expect.fail('it is not listed')
        expect(risky.find(({ treatment }) => treatment === 'refused')?.why).toMatch(refused)
        await expect(open(text, shown)).rejects.toThrow(refused)
        expect(server.taken()).toEqual([])
      })
    else
      it('sends what kubectl sends', async () => {
        const { text } = await readByUs(file)
        await open(text, context)
        const ours = server.taken()
        expect(new Set(ours.map(({ identity }) => identity.join('\n'))).size).toBe(1)
        if (difference.kubectl !== undefined || difference.asked?.includes(context)) return
        await ask(file, 'get', '--raw', '/version', '--context', context)
        const [theirs] = server.taken()
        expect(ours[0]).toEqual(theirs)
        if (file === 'exec.yaml') expect(await heard('us')).toEqual(await heard('kubectl'))
      })
  })
})

async function open(kubeconfig: string, context: string): Promise<void> {
  const approvals = { isApproved: () => true, isProxyApproved: () => true }
  const env = environment('us')
  const options = { kubeconfig, context, environmentName: context, version: '0', env, approvals }
  const connection = await createKubeConnection(options)
  connection.close()
}

async function heard(who: string): Promise<unknown> {
  return JSON.parse(await readFile(heardBy(who), 'utf8'))
}

/** One context with what it names, without empty members; a token of a file as the file, a program as its path. */
function minified(config: unknown, context: string): JsonObject {
  const entry = (plural: string, singular: string, name: unknown): JsonObject => {
    const entries = at(config, plural)
    const found = Array.isArray(entries) ? entries.find((each) => at(each, 'name') === name) : undefined
    const value = at(found, singular)
    return isJsonObject(value) ? value : {}
  }
  const chosen = entry('contexts', 'context', context)
  const cluster = entry('clusters', 'cluster', chosen['cluster'])
  const user = entry('users', 'user', chosen['user'])
  const [extensions, copies] = [named(cluster), named(user)]
  const copy = at(copies['backout/token-copy'], 'path')
  const file = copy ?? (user['tokenFile'] === undefined ? undefined : join(folder, String(user['tokenFile'])))
  const command = at(user, 'exec', 'command')
  return withoutEmpty({
    context: { ...chosen, extensions: null },
    cluster: { ...cluster, extensions: extensions['client.authentication.k8s.io/exec'] },
    user: {
      ...user,
      extensions: null,
      ...(file === undefined ? {} : { token: null, tokenFile: file }),
      ...(typeof command === 'string' && isJsonObject(user['exec'])
        ? { exec: { ...user['exec'], command: command.startsWith('/') ? command : join(folder, command) } }
        : {})
    }
  })
}

function named(owner: JsonObject): JsonObject {
  const { extensions } = owner
  if (!Array.isArray(extensions)) return {}
  return Object.fromEntries(extensions.map((each) => [String(at(each, 'name')), at(each, 'extension')]))
}

/** Both leave some members out and write others empty. */
function withoutEmpty(value: JsonObject): JsonObject {
  const isEmpty = (part: unknown): boolean =>
    part === null || part === undefined || part === '' || part === false || (Array.isArray(part) && part.length === 0)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) =>
      isEmpty(part) ? [] : [[key, isJsonObject(part) && key !== 'extensions' ? withoutEmpty(part) : part]]
    )
  )
}

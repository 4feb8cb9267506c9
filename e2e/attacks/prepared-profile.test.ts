import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchFeeds } from '../../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { createConsole } from '../../src/main/console.ts'
import { openJsonFile } from '../../src/main/host/json-file.ts'

// Somebody has prepared the folder of the profile: what is read there at the start never ends, or says nonsense.

let dir: string
const late: ChildProcess[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prepared-profile-'))
})
afterEach(async () => {
  for (const writer of late.splice(0)) writer.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

/** Somebody who opens it after 3 s, so that who waits for it waits no longer. */
const opener = "setTimeout(() => require('node:fs').openSync(process.argv[1], 'w'), 3_000)"

const ends: readonly (readonly [what: string, make: (path: string) => Promise<unknown> | void])[] = [
  [
    'a pipe',
    (path) => {
      execFileSync('mkfifo', [path])
      late.push(spawn(process.execPath, ['-e', opener, path], { stdio: 'ignore' }))
    }
  ],
  ['an endless device', (path) => symlink('/dev/zero', path)],
  ['what the kernel makes up', (path) => symlink('/proc/kmsg', path)],
  ['a gigabyte', (path) => writeFile(path, '').then(() => truncate(path, 1_073_741_824))]
]

const profileOf = () => ({
  dir,
  preferencesFile: join(dir, 'preferences.json'),
  open: async () => false,
  show: () => undefined
})

describe.skipIf(process.platform === 'win32').each(ends)('%s', (_what, make) => {
  it.each(['contacts.yaml', 'matrix.yaml', 'preferences.json'])(
    'in the place of %s holds no start up',
    async (name) => {
      await make(join(dir, name))
      const from = performance.now()
      const preferences = openJsonFile(join(dir, 'preferences.json'))
      const backout = createConsole(consolePorts(dir, { preferences, profile: profileOf() }))
      const feeds = watchFeeds(backout)
      try {
        expect(performance.now() - from).toBeLessThan(2_500)
        expect(await backout.request('incidents.read', {})).toMatchObject({ ok: true })
        const { problems, contacts, matrix } = feeds.value('profile')
        expect(contacts.length).toBeGreaterThan(0)
        const said = [...problems, ...matrix.problems].map(({ message }) => message).join()
        if (name !== 'preferences.json') expect(said).toMatch(/not a regular file|is larger than \d+ MiB/)
      } finally {
        feeds.close()
        await backout.close()
      }
    }
  )
})

it('preferences that say nonsense in every field still let it start', { timeout: 60_000 }, async () => {
  const context = { name: 'c', server: 'https://127.0.0.1:1', user: 'u', namespace: '', insecure: false }
  const environment = {
    connectionId: 'i',
    context: 'c',
    name: 'prod',
    kind: 'production',
    namespace: 'n',
    prometheus: { url: 'https://127.0.0.1:1', signIn: 'bearer', secretId: 's' },
    azure: { cloud: 'public', tenant: 't', client: 'c', profile: 'p', secretId: 's' }
  }
  const whole = {
    display: { theme: 'dark', panes: {}, alarmSound: false },
    connections: [{ id: 'i', label: 'l', addedAt: '', currentContext: 'c', notices: [], contexts: [context] }],
    environments: [environment],
    approvals: [{ path: '/p', real: '/p', sha256: 's', binding: 'b' }],
    proxies: [{ url: 'u', server: 's' }],
    servers: ['https://127.0.0.1:1'],
    last: { connectionId: 'i', context: 'c' }
  }
  for (const said of everyField(whole)) {
    const backout = createConsole(consolePorts(dir, { preferences: { read: () => said, write: () => undefined } }))
    const answer = await backout.request('environment.open', { connectionId: 'i', context: 'c', name: 'prod' })
    expect(answer, JSON.stringify(said)).toMatchObject({ ok: false })
    expect(answer.ok ? '' : answer.failure.message, JSON.stringify(said)).not.toMatch(
      /is not a function|undefined|\[object|Cannot read/
    )
    await backout.close()
  }
})

const others = [null, {}, 'x', 7]

/** The value with each of its fields replaced in turn, by one of several other types. */
function* everyField(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [index, key] of Object.keys(value).entries()) {
    yield { ...value, [key]: others[index % others.length] }
    const inner = (value as Record<string, unknown>)[key]
    for (const replaced of everyField(inner)) {
      const whole = Array.isArray(inner) ? Object.values(replaced as object) : replaced
      yield { ...value, [key]: whole }
    }
  }
}

import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createChildProcesses } from '../processes/child-processes.ts'
import type { Processes } from '../ports/processes.ts'
import type { SecretStore } from '../ports/secrets.ts'
import type { HelperCall } from './helper-protocol.ts'
import { createKeychainStore, type KeychainOptions } from './keychain.ts'
import { entryLimitBytes, partLimitBytes } from './entry-parts.ts'
import { hasKeyring, startScratchKeyring, type ScratchKeyring } from './scratch-keyring.ts'

const large = JSON.stringify({ certificate: 'ü'.repeat(4_000), key: '\0'.repeat(10) })

describe.skipIf(!hasKeyring)('the keychain, in a gnome-keyring of our own', () => {
  let folder: string
  let keyring: ScratchKeyring
  let service: string
  let open: SecretStore[]

  beforeAll(async () => {
    folder = await buildHelper()
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))
  beforeEach(async () => {
    keyring = await startScratchKeyring()
    service = `backout-test-${randomUUID()}`
    open = []
  })
  afterEach(async () => {
    await Promise.all(open.map((store) => store.close()))
    await keyring.close()
  })

  function store(options: Partial<KeychainOptions> = {}): SecretStore {
    const created = createKeychainStore({
      processes: createChildProcesses(folder, keyring.env),
      service,
      canPrompt: false,
      partBytes: entryLimitBytes,
      ...options
    })
    open.push(created)
    return created
  }

  it('keeps values of every length over a restart, and forgets them', async () => {
    const first = store()
    expect(await first.probe()).toEqual({ state: 'ready', backend: 'Secret Service' })
    await first.put('kubeconfig/small', 'token')
    await first.put('empty', '')
    await first.put('large', large)
    expect(first.where('large')).toBe('keychain')
    await first.close()

    const second = store()
    expect(await second.get('kubeconfig/small')).toBe('token')
    expect(await second.get('empty')).toBe('')
    expect(await second.get('large')).toBe(large)
    expect(await second.get('never')).toBeNull()
    await expect(second.put('a#b', 'x')).rejects.toMatchObject({ failure: { code: 'badInput' } })
    await second.put('large', 'now small')
    expect(await second.get('large')).toBe('now small')
    await second.forget('large')
    expect(await second.get('large')).toBeNull()
  })

  it('keeps a kubeconfig of a thousand clusters, in few entries', async () => {
    const first = store({ partBytes: partLimitBytes })
    await first.probe()
    const thousand = 'QUJD'.repeat(1_400_000)
    await first.put('kubeconfig/thousand', thousand)
    expect(first.where('kubeconfig/thousand')).toBe('keychain')
    await first.close()
    expect(await store().get('kubeconfig/thousand')).toBe(thousand)
  })

  it('uses what is held at once, and moves the newest of it once it has answered', async () => {
    const first = store()
    const ready = new Promise<void>((resolve) => {
      first.subscribe(({ state }) => state === 'ready' && resolve())
    })
    first.hold('large', large)
    expect(first.where('large')).toBe('memory')
    first.hold('large', `${large}!`)
    expect(await first.get('large')).toBe(`${large}!`)
    void first.probe()
    await ready
    expect(first.where('large')).toBe('keychain')
    await first.close()
    expect(await store().get('large')).toBe(`${large}!`)
  })

  it('leaves no part of an old value behind', async () => {
    const calls: HelperCall[] = []
    const first = store({ processes: recording(createChildProcesses(folder, keyring.env), calls) })
    await first.put('large', large)
    await first.put('large', `${large}!`)
    await first.put('large', 'small')
    const written = new Set(calls.filter((call) => call.op === 'set').map((call) => call.account))
    const deleted = new Set(calls.filter((call) => call.op === 'delete').map((call) => call.account))
    const parts = [...written].filter((account) => account.startsWith('large#'))
    expect(parts.length).toBeGreaterThan(6)
    expect(parts.filter((account) => !deleted.has(account))).toEqual([])
  })

  it('keeps the old value readable wherever a put is interrupted, and cleans up at the next one', async () => {
    await store().put('large', large)
    const next = `${large} and more`
    const counted: HelperCall[] = []
    const trial = store({ processes: recording(createChildProcesses(folder, keyring.env), counted) })
    await trial.put('large', next)
    await trial.put('large', large)
    const total = counted.length
    expect(total).toBeGreaterThan(15)

    for (let stop = 1; stop <= total / 2; stop += 1) {
      const interrupted = store({ processes: endingAfter(createChildProcesses(folder, keyring.env), stop) })
      await interrupted.put('large', next)
      await interrupted.close()
      expect([large, next]).toContain(await trial.get('large'))
      await trial.put('large', large)
    }
    await trial.forget('large')
    expect(await trial.get('large')).toBeNull()
  }, 60_000)

  it('tells a locked keyring from an absent value, keeps new values in memory and moves them once it is unlocked', async () => {
    await store().put('kept', 'secret')
    await keyring.lock()
    const locked = store()
    expect(await locked.probe()).toMatchObject({ state: 'locked' })
    await expect(locked.get('kept')).rejects.toMatchObject({ failure: { code: 'locked' } })
    await expect(locked.get('never')).rejects.toMatchObject({ failure: { code: 'locked' } })
    await expect(locked.forget('kept')).rejects.toMatchObject({ failure: { code: 'locked' } })
    await locked.put('new', 'meanwhile')
    expect(locked.where('new')).toBe('memory')
    expect(await locked.get('new')).toBe('meanwhile')

    await keyring.unlock()
    expect(await locked.probe()).toMatchObject({ state: 'ready' })
    expect(locked.where('new')).toBe('keychain')
    expect(await locked.get('kept')).toBe('secret')
    expect(await store().get('new')).toBe('meanwhile')
  })

  it('finds the service again after it was restarted', async () => {
    const lasting = store()
    await lasting.put('name', 'value')
    await keyring.unlock()
    expect(await lasting.get('name')).toBe('value')
    await lasting.put('name', 'other')
    expect(lasting.where('name')).toBe('keychain')
  })

  it('ends its helper while nothing is asked, and starts it again for the next call', async () => {
    const processes = createChildProcesses(folder, keyring.env)
    const ends: Promise<number | null>[] = []
    const quiet = store({
      idleMs: 50,
      processes: {
        start(program, args) {
          const child = processes.start(program, args)
          ends.push(new Promise((resolve) => child.onExit(resolve)))
          return child
        }
      }
    })
    await quiet.put('name', 'value')
    await Promise.all(ends)
    const before = ends.length
    expect(await quiet.get('name')).toBe('value')
    expect(ends.length).toBe(before + 1)
    expect(quiet.state()).toEqual({ state: 'ready', backend: 'Secret Service' })
  })

  it('works in memory without a bus and with a dead one, and says how to change that', async () => {
    await keyring.killBus()
    const { DBUS_SESSION_BUS_ADDRESS: _, XDG_RUNTIME_DIR: __, ...noBus } = keyring.env
    for (const env of [keyring.env, noBus]) {
      const without = store({ processes: createChildProcesses(folder, env) })
      expect(await without.probe()).toMatchObject({
        state: 'unavailable',
        remedy: expect.stringContaining('Secret Service')
      })
      await without.put('name', 'value')
      expect(without.where('name')).toBe('memory')
      expect(await without.get('name')).toBe('value')
      await expect(without.get('other')).rejects.toMatchObject({ failure: { code: 'missing' } })
      await without.forget('name')
      expect(without.where('name')).toBeNull()
    }
  })

  it('asks for a default keyring where a Secret Service runs and has none', async () => {
    const empty = await startScratchKeyring('')
    try {
      const without = store({ processes: createChildProcesses(folder, empty.env) })
      const state = await without.probe()
      expect(state).toMatchObject({ state: 'unavailable', remedy: expect.stringContaining('Create a default keyring') })
      expect(state).toMatchObject({ remedy: expect.not.stringContaining('Start a Secret Service') })
      await without.put('name', 'value')
      expect(without.where('name')).toBe('memory')
      await expect(without.get('other')).rejects.toMatchObject({
        failure: { code: 'missing', remedy: expect.stringContaining('default keyring') }
      })
    } finally {
      await empty.close()
    }
  })

  it('kills a helper that hangs, rests, and closes at once', async () => {
    const pids: (number | undefined)[] = []
    const processes = createChildProcesses(folder, keyring.env)
    const hung = store({
      processes: {
        start(program, args) {
          const child = processes.start(program, args)
          pids.push(child.pid)
          return child
        }
      },
      callMs: 1_000
    })
    expect(await hung.probe()).toMatchObject({ state: 'ready' })
    keyring.freeze()
    await expect(hung.get('name')).rejects.toMatchObject({ failure: { code: 'timeout' } })
    expect(hung.state()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('1 s') })
    await expect(hung.get('name')).rejects.toMatchObject({ failure: { code: 'missing' } })
    expect(pids.length).toBe(1)

    const probing = hung.probe()
    const startedAt = performance.now()
    await hung.close()
    await probing
    expect(performance.now() - startedAt).toBeLessThan(500)
    await expect.poll(() => pids.filter((pid) => pid !== undefined && isRunning(pid))).toEqual([])
  })

  it('waits for a password that somebody may be typing, and says so meanwhile', async () => {
    const waiting = store({ canPrompt: true, callMs: 500, promptMs: 2_000 })
    const states: string[] = []
    waiting.subscribe(({ state }) => states.push(state))
    keyring.freeze()
    expect(await waiting.probe()).toMatchObject({ state: 'locked', remedy: expect.stringContaining('window') })
    await expect.poll(() => states, { timeout: 4_000 }).toEqual(['locked', 'unavailable'])
  })
})

function recording(processes: Processes, calls: HelperCall[]): Processes {
  return {
    start(program, args) {
      const child = processes.start(program, args)
      return {
        ...child,
        post(message) {
          calls.push(message as HelperCall)
          child.post(message)
        }
      }
    }
  }
}

/** Ends the helper instead of sending the call with this number; the canary and reads count too. */
function endingAfter(processes: Processes, stop: number): Processes {
  let count = 0
  return {
    start(program, args) {
      const child = processes.start(program, args)
      return {
        ...child,
        post(message) {
          count += 1
          if (count > stop) child.kill()
          else child.post(message)
        }
      }
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * Builds the helper as the app runs it, for tests.
 * @returns the folder that holds `keychain-helper.js`; inside the project, so that keytar is found
 */
async function buildHelper(): Promise<string> {
  const results = join(import.meta.dirname, '../../../test-results')
  await mkdir(results, { recursive: true })
  const folder = await mkdtemp(join(results, 'keychain-helper-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      ssr: true,
      rollupOptions: {
        input: { 'keychain-helper': join(import.meta.dirname, 'keychain-helper.ts') },
        external: ['keytar'],
        output: { format: 'es', entryFileNames: '[name].js' }
      }
    }
  })
  return folder
}

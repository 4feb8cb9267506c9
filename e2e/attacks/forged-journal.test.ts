import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileCalls } from '../../src/main/journal/file-calls.ts'
import { openJournal } from '../../src/main/journal/index.ts'
import { takeLock } from '../../src/main/journal/lock.ts'
import { verifyCommand } from '../../src/main/journal/verify-command.ts'
import type { SecretStore } from '../../src/main/ports/secrets.ts'

// Somebody who can write the files of the journal, with the format in hand, and what they come to.

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'forged-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const clock = { now: () => new Date('2026-03-01T02:03:04.005Z') }
const options = () => ({ dir, clock, app: { version: '0' }, operator: 'mira' })

/** The keychain of the system, which writing files does not reach. */
function keychain(): Pick<SecretStore, 'state' | 'subscribe' | 'get' | 'put'> {
  const values = new Map<string, string>()
  return {
    state: () => ({ state: 'ready', backend: 'a test' }),
    subscribe: () => () => undefined,
    get: async (name) => values.get(name) ?? null,
    put: async (name, value) => void values.set(name, value)
  }
}

interface Forged {
  readonly frames: Buffer
  readonly heads: string
}

/** The same journal with another story: every length, checksum, link and anchor is right. */
function retold(text: string, change: (body: Record<string, unknown>) => void): Forged {
  let prev = ''
  const heads: string[] = []
  const frames = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const payload = JSON.parse(line.slice(18)) as {
        body: Record<string, unknown>
        prev: string
        jid: string
        seq: number
      }
      if (prev !== '') payload.prev = prev
      change(payload.body)
      const bytes = Buffer.from(JSON.stringify(payload))
      prev = createHash('sha256').update('\0').update(bytes).digest('hex')
      heads.push(JSON.stringify({ jid: payload.jid, seq: payload.seq, hash: prev, t: '2026-03-01T02:03:04.005Z' }))
      const header = `${String(bytes.length).padStart(8, '0')} ${crc32(bytes).toString(16).padStart(8, '0')} `
      return Buffer.concat([Buffer.from(header), bytes, Buffer.from('\n')])
    })
  return { frames: Buffer.concat(frames), heads: `${heads.join('\n')}\n` }
}

it('a history that was rewritten with its anchors is told by the keychain, and verify says what it cannot tell', async () => {
  const kept = keychain()
  const journal = await openJournal({ ...options(), keychain: kept })
  await journal.append('intent', { attemptId: 'a' })
  await journal.append('outcome', { attemptId: 'a', outcome: 'failed' })
  await journal.close()
  const segment = join(dir, '000001.journal')
  const forged = retold(await readFile(segment, 'utf8'), (body) => {
    if (body['outcome'] === 'failed') body['outcome'] = 'succeeded'
  })
  await rm(segment)
  await writeFile(segment, forged.frames)
  await writeFile(join(dir, 'anchors', 'heads.jsonl'), forged.heads)

  const { code, stdout } = await verifyCommand(['verify', dir])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^anchors: \d+ in files beside it, .*; the keychain is asked by Backout alone/m)
  expect(stdout).toContain('warning: whoever rewrote it together with the anchors beside it is not noticed here')

  const again = await openJournal({ ...options(), keychain: kept })
  await expect.poll(() => again.health().state).toBe('unhealthy')
  expect(again.health().reason).toMatch(/the keychain contradicts it/)
  await again.close()

  const without = await openJournal(options())
  without.setPurpose('real')
  expect(without.health()).toMatchObject({
    state: 'healthy',
    unprotected: expect.stringContaining('nobody would notice')
  })
  await without.close()
})

it('a journal that was taken away is missed', async () => {
  const kept = keychain()
  const journal = await openJournal({ ...options(), keychain: kept })
  await journal.append('outcome', { attemptId: 'a', outcome: 'failed' })
  await journal.close()
  for (const name of await readdir(dir)) await rm(join(dir, name), { recursive: true })
  const fresh = await openJournal({ ...options(), keychain: kept })
  await expect.poll(() => fresh.health().notices).toEqual([expect.stringContaining('is not there any more')])
  await fresh.close()
})

it('a folder full of pipes, devices and links holds nobody up', async () => {
  const pipe = join(dir, '000001.journal')
  const made = spawn('mkfifo', [pipe], { stdio: 'ignore' })
  await once(made, 'close')
  await symlink('/dev/zero', join(dir, '000002.journal'))
  await expect(openJournal(options())).rejects.toMatchObject({ failure: { code: 'refused' } })
  expect((await verifyCommand(['verify', dir])).code).toBe(2)
})

it('a second writer in another PID namespace does not write', async ({ skip }) => {
  const program = `
    const { withSources } = await import(${JSON.stringify(new URL('../../scripts/setup/load-sources.mjs', import.meta.url).href)})
    await withSources(async (load) => {
      const { takeLock } = await load('/src/main/journal/lock.ts')
      const { fileCalls } = await load('/src/main/journal/file-calls.ts')
      try {
        await takeLock(process.argv[1], fileCalls)
        console.log('TAKEN')
      } catch (error) {
        console.log(error.failure?.code ?? String(error))
      }
    })
    process.exit()`
  const release = await takeLock(dir, fileCalls)
  const args = ['--pid', '--fork', '--mount-proc', process.execPath, '--input-type=module', '-e', program, dir]
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complained] = ['', '']
  child.on('error', (error) => (complained += error.message))
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()))
  await once(child, 'close').catch(() => undefined)
  await release()
  if (said === '') skip(`namespaces cannot be made here: ${complained}`)
  expect(said.trim()).toBe('conflict')
}, 60_000)

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import { anchorFile } from './anchors.ts'
import { fileCalls, type FileCalls } from './file-calls.ts'
import { openIntents } from './open-intents.ts'
import { openJournal, type OpenJournalOptions } from './open-journal.ts'
import { scanFrames } from './scan.ts'
import { joinSegments, readSegments } from './segments.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'
import { verifyJournal } from './verify.ts'
import { writtenBytes } from './testing/written-bytes.ts'

let folder: JournalFolder
let dir: string

beforeEach(async () => {
  folder = await makeJournalFolder()
  dir = folder.dir
})

afterEach(() => folder.remove())

const open = (options: Partial<OpenJournalOptions> = {}): Promise<Journal> => folder.open(options)
const written = (notes: number): Promise<Buffer> => folder.written(notes)

function verifyBytes(bytes: Buffer, anchors: Parameters<typeof verifyJournal>[1] = []) {
  return verifyJournal([{ name: 'file', scan: scanFrames(bytes) }], anchors)
}

describe('frames', () => {
  it('gives JSON Lines when the first two columns are cut off', async () => {
    const bytes = await written(2)
    const lines = bytes.toString('utf8').trimEnd().split('\n')
    const kinds = lines.map((line) => (JSON.parse(line.split(' ').slice(2).join(' ')) as { kind: string }).kind)
    expect(kinds).toEqual(['journal.open', 'note', 'note', 'journal.close'])
  })

  it('counts bytes, not characters, and survives newlines and quotes in a value', async () => {
    const journal = await open()
    await journal.append('note', { text: 'zwölf\n"Boxkämpfer" \u2028 \u{1f525}' })
    const [segment] = await readSegments(dir)
    expect(segment?.scan.records.at(-1)?.payload.body).toEqual({ text: 'zwölf\n"Boxkämpfer" \u2028 \u{1f525}' })
  })
})

describe('verification', () => {
  it('finds a whole journal intact and warns that nothing anchors it', async () => {
    const found = verifyBytes(await written(3))
    expect(found).toMatchObject({ state: 'intact', problems: [], lastSeq: 4, trustedTo: 4 })
    expect(found.warnings).toEqual(['no anchor covers this file: a cut tail would not show'])
  })

  it('keeps exactly the whole records when the file is cut at any byte', async () => {
    const bytes = await written(6)
    const ends = scanFrames(bytes).records.map(({ end }) => end)
    for (let length = 1; length < bytes.length; length += 1) {
      const whole = ends.filter((end) => end <= length).length
      const scan = scanFrames(bytes.subarray(0, length))
      expect(scan.records.length).toBe(whole)
      expect(scan.damages.map(({ kind }) => kind)).toEqual(ends.includes(length) ? [] : ['torn'])
    }
  })

  it('accepts no flipped bit, and calls none of them a torn tail while records follow', async () => {
    const bytes = await written(5)
    const lastStart = scanFrames(bytes).records.at(-1)?.start ?? 0
    for (let offset = 0; offset < bytes.length; offset += 1) {
      const flipped = Buffer.from(bytes)
      flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (offset % 8))
      const found = verifyBytes(flipped)
      expect(found.state, `byte ${offset}`).not.toBe('intact')
      if (offset < lastStart)
        expect(
          found.problems.every(({ kind }) => kind !== 'torn'),
          `byte ${offset}`
        ).toBe(true)
    }
  })

  it('sees every removed, swapped and doubled record', async () => {
    const bytes = await written(6)
    const frames = scanFrames(bytes).records.map(({ start, end }) => bytes.subarray(start, end))
    for (let index = 0; index < frames.length - 1; index += 1) {
      const without = frames.filter((_frame, at) => at !== index)
      expect(verifyBytes(Buffer.concat(without)).state, `without ${index}`).toBe('damaged')
      const swapped = frames.with(index, frames[index + 1] ?? bytes).with(index + 1, frames[index] ?? bytes)
      expect(verifyBytes(Buffer.concat(swapped)).state, `swapped ${index}`).toBe('damaged')
      const doubled = frames.toSpliced(index, 0, frames[index] ?? bytes)
      expect(
        verifyBytes(Buffer.concat(doubled)).problems.map(({ kind }) => kind),
        `doubled ${index}`
      ).toContain('fork')
    }
  })

  it('sees a cut tail and a rewritten history by their anchors', async () => {
    const bytes = await written(4)
    const records = scanFrames(bytes).records
    const anchors = records.map(({ payload, hash }) => ({ jid: payload.jid, seq: payload.seq, hash, t: payload.t }))
    expect(verifyBytes(bytes, anchors)).toMatchObject({ state: 'intact', warnings: [] })
    const cut = verifyBytes(bytes.subarray(0, records[2]?.end), anchors)
    expect(cut.problems[0]?.text).toMatch(/the tail was cut off/)
    const rewritten = verifyBytes(
      bytes,
      anchors.map((anchor) => ({ ...anchor, hash: '0'.repeat(64) }))
    )
    expect(rewritten.problems[0]?.text).toMatch(/the history was rewritten/)
  })

  it('says that a file without an entry is no journal', () => {
    expect(verifyBytes(Buffer.from('hello\n'))).toMatchObject({ state: 'notAJournal' })
  })
})

describe('opening again', () => {
  it('goes on in a new segment and keeps a torn tail where it is, named by its hash', async () => {
    const bytes = await written(3)
    const torn = bytes.subarray(0, bytes.length - 10)
    await writeFile(join(dir, '000001.journal'), torn)
    await rm(join(dir, 'anchors'), { recursive: true })
    const journal = await open()
    await journal.append('note', { text: 'after the crash' })
    expect(journal.health().state).toBe('healthy')
    expect((await readFile(join(dir, '000001.journal'))).equals(torn)).toBe(true)
    const joined = join(dir, 'joined.jsonl')
    await joinSegments(dir, joined)
    expect(verifyBytes(await readFile(joined))).toMatchObject({ state: 'intact' })
    expect(verifyBytes(await readFile(joined)).warnings).toContain(
      '1 torn tail(s) of a crash, kept and named by the journal itself'
    )
    // No line of it is half a record, and none is two.
    for (const line of (await readFile(joined, 'utf8')).trimEnd().split('\n')) {
      expect(() => JSON.parse(line.split(' ').slice(2).join(' ')) as unknown).not.toThrow()
    }
    expect(verifyBytes(Buffer.concat([torn, await readFile(join(dir, '000002.journal'))]))).toMatchObject({
      state: 'intact'
    })
  })

  it('refuses to go on after an altered record', async () => {
    const bytes = await written(3)
    bytes[bytes.indexOf('note 1')] = 0x4e
    await writeFile(join(dir, '000001.journal'), bytes)
    const journal = await open()
    expect(journal.health()).toMatchObject({ state: 'unhealthy' })
    await expect(journal.append('intent', {})).rejects.toBeInstanceOf(FailureError)
  })

  it('rotates by size without breaking the chain', async () => {
    const journal = await open({ segmentBytes: 2_000 })
    for (let index = 0; index < 20; index += 1) await journal.append('note', { text: `note ${index}` })
    const segments = await readSegments(dir)
    expect(segments.length).toBeGreaterThan(2)
    const files = segments.map(({ path, scan }) => ({ name: path, scan }))
    expect(verifyJournal(files, await anchorFile(dir).read())).toMatchObject({
      state: 'intact',
      lastSeq: 19 + segments.length
    })
  })
})

describe('a failing disk', () => {
  it('stops everything after the first failed call, whichever it is', async () => {
    const total = await countCalls()
    for (let failing = 1; failing <= total; failing += 1) {
      const at = await mkdtemp(join(tmpdir(), 'backout-journal-'))
      const calls = failNth(failing)
      const outcome = await run(at, calls.files)
      expect(outcome, `call ${failing} of ${total}`).toBe('stopped')
      const syncs = calls.failedOn === 'sync' ? calls.after('sync') : 0
      expect(syncs, `syncs after a failed sync, call ${failing}`).toBe(0)
      await rm(at, { recursive: true, force: true })
    }
  })

  async function run(at: string, files: FileCalls): Promise<'stopped' | 'finished'> {
    let journal: Journal | undefined
    try {
      journal = await openJournal({
        dir: at,
        clock: { now: () => new Date(0) },
        app: { version: '0' },
        operator: 'x',
        files
      })
      await journal.append('intent', { attemptId: 'a' })
      await journal.append('outcome', { attemptId: 'a', outcome: 'succeeded' })
      await expect(journal.append('note', { text: 'end' })).resolves.toBeDefined()
      return 'finished'
    } catch {
      if (journal) await expect(journal.append('note', { text: 'more' })).rejects.toBeInstanceOf(FailureError)
      return 'stopped'
    } finally {
      await rm(join(at, 'writer.lock'), { force: true })
    }
  }

  async function countCalls(): Promise<number> {
    const at = await mkdtemp(join(tmpdir(), 'backout-journal-'))
    const calls = failNth(Number.POSITIVE_INFINITY)
    expect(await run(at, calls.files)).toBe('finished')
    await rm(at, { recursive: true, force: true })
    return calls.count()
  }

  function failNth(failing: number) {
    const made: string[] = []
    let failedAt = -1
    const call = <T>(name: string, work: () => Promise<T>): Promise<T> => {
      made.push(name)
      if (made.length !== failing) return work()
      failedAt = made.length
      return Promise.reject(Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' }))
    }
    const files: FileCalls = {
      mkdir: (path) => call('mkdir', () => fileCalls.mkdir(path)),
      list: (path) => call('list', () => fileCalls.list(path)),
      read: (path) => call('read', () => fileCalls.read(path)),
      create: (path, text) => call('create', () => fileCalls.create(path, text)),
      syncDir: (path) => call('syncDir', () => fileCalls.syncDir(path)),
      remove: (path) => fileCalls.remove(path),
      occupy: (path, bytes) => fileCalls.occupy(path, bytes),
      rename: (from, to) => call('rename', () => fileCalls.rename(from, to)),
      async openNew(path) {
        const file = await call('openNew', () => fileCalls.openNew(path))
        return {
          write: (bytes) => call('write', () => file.write(bytes)),
          sync: () => call('sync', () => file.sync()),
          isInPlace: () => call('isInPlace', () => file.isInPlace()),
          seal: () => file.seal()
        }
      }
    }
    return {
      files,
      count: () => made.length,
      get failedOn() {
        return failedAt < 0 ? '' : (made[failedAt - 1] ?? '')
      },
      after: (name: string) => made.slice(failedAt).filter((each) => each === name).length
    }
  }
})

describe('secrets', () => {
  const secret = 'hunter2-hunter2-hunter2'

  it.each([
    ['as it is', secret],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 one byte in', Buffer.from(`x${secret}`).toString('base64')],
    ['base64 two bytes in', Buffer.from(`xy${secret}`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['hex', Buffer.from(secret).toString('hex')]
  ])('writes a record that holds one without it, %s', async (_form, text) => {
    const journal = await open()
    journal.forbid(secret)
    const { body } = await journal.append('note', { text: `before ${text} after`, [text]: 1, attemptId: 'a-1' })
    expect(body).toMatchObject({
      text: expect.stringMatching(/^before .*\[redacted credential .*after$/),
      attemptId: 'a-1'
    })
    expect(journal.health().state).toBe('healthy')
    expect((await writtenBytes(dir)).includes(text)).toBe(false)
  })

  it('replaces what looks like one', async () => {
    const journal = await open()
    const { body } = await journal.append('command', { detail: 'Authorization: Bearer abcdefghijklmnop1' })
    expect(body).toEqual({ detail: expect.stringMatching(/^Authorization: Bearer \[redacted bearer [0-9a-f]{4}\]$/) })
  })
})

describe('open intents', () => {
  it('are those without a definite outcome', async () => {
    const journal = await open()
    for (const attemptId of ['a', 'b', 'c']) await journal.append('intent', { attemptId })
    await journal.append('outcome', { attemptId: 'a', outcome: 'succeeded' })
    await journal.append('reconcile', { attemptId: 'b', outcome: 'unknown' })
    await journal.append('reconcile', { attemptId: 'c', outcome: 'failed' })
    expect(openIntents(journal.records()).map(({ body }) => body['attemptId'])).toEqual(['b'])
  })
})

it('makes its files readable by their owner only, and the closed ones writable by nobody', async () => {
  await written(1)
  const { stat } = await import('node:fs/promises')
  const modes = await Promise.all(
    (await readdir(dir)).filter((name) => name.endsWith('.journal')).map((name) => stat(join(dir, name)))
  )
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o400])
})

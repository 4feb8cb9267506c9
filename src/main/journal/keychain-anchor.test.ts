import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeychainState } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import { anchorFile } from './anchors.ts'
import type { AnchorKeychain } from './keychain-anchor.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

/** A keychain that can be locked, and whose calls can be held up. */
function createKeychain() {
  const values = new Map<string, string>()
  const listeners = new Set<(state: KeychainState) => void>()
  const puts: number[] = []
  let state: KeychainState = { state: 'ready', backend: 'a test' }
  let gate: Promise<void> = Promise.resolve()
  const keychain: AnchorKeychain = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async get(name) {
      await gate
      return values.get(name) ?? null
    },
    async put(name, value) {
      await gate
      puts.push((JSON.parse(value) as readonly { seq: number }[])[0]?.seq ?? -1)
      values.set(name, value)
    }
  }
  return {
    keychain,
    values,
    puts,
    become: (next: KeychainState['state']): void => {
      state = next === 'locked' ? { state: next, backend: 'a test', remedy: '' } : { state: 'ready', backend: 'a test' }
      for (const listener of listeners) listener(state)
    },
    /** Nothing is answered until the returned function is called. */
    hang: (): (() => void) => {
      let release: () => void = () => undefined
      gate = new Promise((resolve) => (release = resolve))
      return release
    }
  }
}

const unhealthy = (journal: Journal) =>
  new Promise<string>((resolve) => {
    const look = () => {
      const { state, reason } = journal.health()
      if (state === 'unhealthy') resolve(reason ?? '')
    }
    journal.onHealth(look)
    look()
  })

async function act(journal: Journal): Promise<void> {
  await journal.append('intent', { attemptId: 'a' })
  await journal.append('outcome', { attemptId: 'a', outcome: 'succeeded' })
}

/** Files as they were at some moment. */
async function putBack(bytes: Buffer): Promise<void> {
  await rm(folder.dir, { recursive: true })
  await mkdir(folder.dir)
  await writeFile(join(folder.dir, '000001.journal'), bytes)
}

describe('the head in the keychain', () => {
  it('is kept after each outcome, and agrees at the next start', async () => {
    const { keychain, puts } = createKeychain()
    const journal = await folder.open({ keychain })
    await act(journal)
    await expect.poll(() => puts.at(-1)).toBe(2)
    await journal.close()
    const again = await folder.open({ keychain })
    await act(again)
    await expect.poll(() => puts.at(-1)).toBe(6)
    expect(again.health()).toMatchObject({ state: 'healthy' })
    expect(puts).toEqual(puts.toSorted((a, b) => a - b))
  })

  it('shows a journal that was set back together with its anchors in files', async () => {
    const lastWeek = await folder.written(2)
    const { keychain, puts } = createKeychain()
    const journal = await folder.open({ keychain })
    await act(journal)
    await expect.poll(() => puts.at(-1)).toBe(6)
    await journal.close()

    await putBack(lastWeek)
    const setBack = await folder.open({ keychain })
    expect(await unhealthy(setBack)).toMatch(/the keychain contradicts it: .*(cut off|rewritten)/)
    await expect(setBack.append('intent', {})).rejects.toMatchObject({ failure: { code: 'internal' } })
  })

  it('is never overwritten before it was read: a journal that was set back behind a locked keychain still shows', async () => {
    const lastWeek = await folder.written(2)
    const { keychain, puts, become } = createKeychain()
    const journal = await folder.open({ keychain })
    await act(journal)
    await expect.poll(() => puts.at(-1)).toBe(6)
    await journal.close()

    await putBack(lastWeek)
    become('locked')
    const before = [...puts]
    const setBack = await folder.open({ keychain })
    await act(setBack)
    await act(setBack)
    expect(setBack.health()).toMatchObject({ state: 'healthy' })
    become('ready')
    expect(await unhealthy(setBack)).toMatch(/rewritten/)
    expect(puts).toEqual(before)
  })

  it('holds nobody up while the keychain hangs, and catches up with the newest head only', async () => {
    const { keychain, puts, hang } = createKeychain()
    const release = hang()
    const journal = await folder.open({ keychain })
    for (let count = 0; count < 5; count += 1) await act(journal)
    expect(puts).toEqual([])
    release()
    await expect.poll(() => puts.at(-1)).toBe(10)
    expect(puts).toEqual([10])
  })

  it('is waited for at the end, for a moment', async () => {
    const { keychain, puts, hang } = createKeychain()
    const journal = await folder.open({ keychain })
    await act(journal)
    await journal.close()
    expect(puts.at(-1)).toBe(3)
    hang()
    const again = await folder.open({ keychain })
    const started = performance.now()
    await again.close()
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(puts.at(-1)).toBe(3)
  })

  it('knows what was sent and never answered', async () => {
    const { keychain, puts } = createKeychain()
    const journal = await folder.open({ keychain })
    await journal.append('intent', { attemptId: 'a' })
    await expect.poll(() => puts.at(-1)).toBe(1)
    await journal.append('note', { text: 'a note' })
    await expect.poll(() => puts.at(-1)).toBe(2)
    expect((await anchorFile(folder.dir).read()).at(-1)).toMatchObject({ seq: 2 })
  })

  it('knows a journal again that was away meanwhile, and that its tail is missing', async () => {
    const { keychain } = createKeychain()
    const whole = await folder.open({ keychain })
    await act(whole)
    await whole.close()
    const kept = await readFile(join(folder.dir, '000001.journal'))
    const lines = kept.toString('utf8').split('\n')
    await rm(folder.dir, { recursive: true })
    await (await folder.open({ keychain })).close()

    await putBack(Buffer.from(`${lines.slice(0, 2).join('\n')}\n`))
    const cut = await folder.open({ keychain })
    expect(await unhealthy(cut)).toMatch(/the keychain contradicts it: .*(cut off|rewritten)/)
    await cut.close()

    await putBack(kept)
    const back = await folder.open({ keychain })
    await expect.poll(() => back.health().notices).toEqual([expect.stringMatching(/is not there any more\.$/)])
    expect(back.health()).toMatchObject({ state: 'healthy' })
    await back.close()
    expect((await folder.open({ keychain })).health()).toMatchObject({ state: 'healthy' })
  })

  it('keeps the record that a journal was taken away: it cannot be cut off', async () => {
    const { keychain } = createKeychain()
    const first = await folder.open({ keychain })
    await act(first)
    await first.close()
    await rm(folder.dir, { recursive: true })
    const second = await folder.open({ keychain })
    await expect.poll(() => second.records().map(({ kind }) => kind)).toEqual(['journal.open', 'anchor'])
    await second.close()
    const [open = ''] = (await readFile(join(folder.dir, '000001.journal'), 'utf8')).split('\n')
    await putBack(Buffer.from(`${open}\n`))
    expect(await unhealthy(await folder.open({ keychain }))).toMatch(/the keychain contradicts it/)
  })

  it('says that a journal which it does not know stands in the place of one that it knows', async () => {
    const made = await folder.written(3)
    await rm(folder.dir, { recursive: true })
    const { keychain } = createKeychain()
    await (await folder.open({ keychain })).close()
    await putBack(made)
    const planted = await folder.open({ keychain })
    await expect
      .poll(() => planted.health().notices)
      .toEqual([expect.stringMatching(/another one of 5 entries that the keychain does not know\.$/)])
  })

  it.each([
    [
      'holds something else',
      (kept: ReturnType<typeof createKeychain>) => kept.values.forEach((_text, name) => kept.values.set(name, '{'))
    ],
    [
      'cannot be put together',
      ({ keychain }: ReturnType<typeof createKeychain>) => {
        keychain.get = () => Promise.reject(new Error('A part is missing.'))
      }
    ]
  ])('says that its entry is damaged: one that %s', async (_what, damage) => {
    const kept = createKeychain()
    const journal = await folder.open({ keychain: kept.keychain })
    await act(journal)
    await expect.poll(() => kept.puts.at(-1)).toBe(2)
    await journal.close()
    damage(kept)
    const next = await folder.open({ keychain: kept.keychain })
    const text = expect.stringMatching(/^The keychain's entry for this journal cannot be read/)
    await expect.poll(() => next.health().notices).toEqual([text])
    await expect.poll(() => next.records().at(-1)).toMatchObject({ kind: 'note', body: { text } })
    expect(next.health().state).toBe('healthy')
    await next.close()
  })

  it('tells that another journal was here', async () => {
    const { keychain, puts } = createKeychain()
    const journal = await folder.open({ keychain })
    await act(journal)
    await expect.poll(() => puts.at(-1)).toBe(2)
    await journal.close()
    await rm(folder.dir, { recursive: true })

    const fresh = await folder.open({ keychain })
    await expect.poll(() => fresh.records().map(({ kind }) => kind)).toEqual(['journal.open', 'anchor'])
    expect(fresh.records().at(-1)?.body['text']).toMatch(/is not there any more/)
    const gone = [expect.stringMatching(/is not there any more\.$/)]
    expect(fresh.health()).toMatchObject({ state: 'healthy', notices: gone })
    await fresh.close()
    // For a week at each start: whoever took it may have been the first to start.
    const day = 86_400_000
    const next = await folder.open({ keychain, clock: { now: () => new Date(Date.parse('2026-03-01') + 6 * day) } })
    expect(next.health()).toMatchObject({ notices: gone })
    await next.close()
    const later = await folder.open({ keychain, clock: { now: () => new Date(Date.parse('2026-03-01') + 9 * day) } })
    expect(later.health().notices).toBeUndefined()
  })

  it('is missed aloud while real work is recorded', async () => {
    const { keychain, become } = createKeychain()
    const journal = await folder.open({ keychain })
    journal.setPurpose('real')
    expect(journal.health().unprotected).toBeUndefined()
    let told = 0
    journal.onHealth(() => (told += 1))
    become('locked')
    expect(journal.health()).toMatchObject({ state: 'healthy', unprotected: expect.stringContaining('locked') })
    become('ready')
    expect(journal.health().unprotected).toBeUndefined()
    expect(told).toBe(2)
    await journal.close()
    const without = await folder.open()
    expect(without.health().unprotected).toBeUndefined()
    without.setPurpose('real')
    expect(without.health().unprotected).toMatch(/no keychain: .* nobody would notice/)
  })
})

import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { joinSegments } from './segments.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'
import { verifyCommand } from './verify-command.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

const first = (): string => join(folder.dir, '000001.journal')

async function change(path: string, edit: (bytes: Buffer) => Buffer): Promise<void> {
  await writeFile(path, edit(await readFile(path)))
}

describe('verify', () => {
  it('ends with 0 for a sound folder, whichever way it is named', async () => {
    await folder.written(3)
    await folder.written(2)
    for (const path of [folder.dir, first(), join(folder.dir, '000002.journal')]) {
      const { code, stdout } = await verifyCommand(['verify', path])
      expect(stdout).toMatch(/^INTACT {2}9 entries, to entry 8, head [0-9a-f]{64}\n/)
      expect(stdout).toContain(
        '\nanchors: 3 in files beside it, the newest of entry 8; the keychain is asked by Backout'
      )
      expect(stdout).toContain('\nwarning: whoever rewrote it together with the anchors beside it is not noticed here')
      expect(code).toBe(0)
    }
  })

  it('ends with 0 for an exported journal and warns of what it cannot know', async () => {
    const journal = await folder.open()
    await journal.append('intent', { attemptId: 'a' })
    await journal.close()
    const file = join(folder.dir, 'elsewhere', 'journal.jsonl')
    await mkdir(join(folder.dir, 'elsewhere'))
    await joinSegments(folder.dir, file)
    const { code, stdout } = await verifyCommand(['verify', file])
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(1, 5)).toEqual([
      'anchors: none in files; the keychain is asked by Backout alone, when it opens the journal',
      'warning: nothing outside of it vouches for it: whoever rewrote all of it is not noticed here',
      'warning: entry 1 is an intent without an outcome: what it did is not known here',
      'warning: no anchor covers this file: a cut tail would not show'
    ])
  })

  it('ends with 1 and names the entry, the byte, the kind and what can be trusted', async () => {
    await folder.written(3)
    await rm(join(folder.dir, 'anchors'), { recursive: true })
    await change(first(), (bytes) => bytes.subarray(0, bytes.length - 5))
    const torn = await verifyCommand(['verify', folder.dir])
    expect(torn.code).toBe(1)
    expect(torn.stdout).toMatch(/^TORN\ntorn tail after entry 3: bytes \d+ to \d+ .*\(000001\.journal, byte \d+\)\n/)
    expect(torn.stdout).toContain('Entries 0 to 3 can be trusted.')

    await change(first(), (bytes) => {
      bytes[bytes.indexOf('note 1')] = 0x4e
      return bytes
    })
    const altered = await verifyCommand(['verify', folder.dir])
    expect(altered.stdout).toMatch(
      /^ALTERED, TORN\naltered after entry 1: bytes \d+ to \d+: its checksum does not match/
    )
    expect(altered.stdout).toContain('Entries 0 to 1 can be trusted.')
  })

  it('says that a history continued twice forks', async () => {
    await folder.written(1)
    await folder.written(1)
    await copyFile(join(folder.dir, '000002.journal'), join(folder.dir, '000003.journal'))
    const { code, stdout } = await verifyCommand(['verify', folder.dir])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FORK\nfork: entry 3 stands twice/)
  })

  it('sees a segment that is missing, first, middle or last', async () => {
    for (const missing of [1, 2, 3]) {
      const other = await makeJournalFolder()
      for (let segment = 0; segment < 3; segment += 1) await other.written(1)
      await rm(join(other.dir, `00000${missing}.journal`))
      const { code, stdout } = await verifyCommand(['verify', other.dir])
      expect(stdout, `segment ${missing}`).toMatch(/^ALTERED/)
      expect(code).toBe(1)
      await other.remove()
    }
  })

  it('ends with 1 for a journal without a whole entry, and 2 for what merely is short', async () => {
    await folder.written(1)
    const file = join(folder.dir, 'elsewhere.jsonl')
    const whole = await readFile(first())
    const second = whole.indexOf('\n') + 1
    for (const [bytes, kind] of [
      [whole.subarray(0, 12), 'TORN'],
      [whole.subarray(0, 100), 'TORN'],
      [Buffer.from(whole.toString('utf8').replaceAll('\n', '\r\n')), 'TORN'],
      [
        Buffer.concat([
          whole.subarray(0, second).map((byte, at) => (at === 60 ? byte ^ 1 : byte)),
          whole.subarray(second)
        ]),
        'ALTERED'
      ]
    ] as const) {
      await writeFile(file, bytes)
      const { code, stdout } = await verifyCommand(['verify', file])
      expect(stdout).toMatch(new RegExp(`^${kind}\\n`))
      expect(stdout).toContain('No entry can be trusted.')
      expect(code).toBe(1)
    }
    for (const text of ['', 'hello\n', '12345678 abcdefgh \n', '2026-11-27 10:00\n']) {
      await writeFile(file, text)
      expect(await verifyCommand(['verify', file])).toMatchObject({ code: 2 })
    }
  })

  it('trusts all of a journal that another one was written behind', async () => {
    await folder.written(3)
    const other = await makeJournalFolder()
    await other.written(1)
    const file = join(folder.dir, 'two.jsonl')
    const parts = [first(), join(other.dir, '000001.journal')].map((path) => readFile(path))
    await writeFile(file, Buffer.concat(await Promise.all(parts)))
    await other.remove()
    const { code, stdout } = await verifyCommand(['verify', file])
    expect(stdout).toContain('altered: entry 0 belongs to another journal')
    expect(stdout).toMatch(/^Entries 0 to 4 can be trusted\.$/m)
    expect(code).toBe(1)
  })

  it('ends with 2 for what is no journal, for nothing, and for a wrong command line', async () => {
    const text = join(folder.dir, 'notes.txt')
    await writeFile(text, 'hello\n')
    expect(await verifyCommand(['verify', text])).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^NOT A JOURNAL/)
    })
    expect(await verifyCommand(['verify', join(folder.dir, 'none')])).toMatchObject({ code: 2, stdout: '' })
    expect(await verifyCommand(['verify'])).toMatchObject({ code: 2 })
    expect(await verifyCommand(['check', text])).toMatchObject({ code: 2 })
  })

  it('shows the escape sequences of a forged anchor instead of sending them to the terminal', async () => {
    await folder.written(1)
    const [line = ''] = (await readFile(join(folder.dir, 'anchors', 'heads.jsonl'), 'utf8')).split('\n')
    const forged = { ...(JSON.parse(line) as object), seq: 99, t: '\u001b[2J' }
    await writeFile(join(folder.dir, 'anchors', 'heads.jsonl'), JSON.stringify(forged))
    const { code, stdout } = await verifyCommand(['verify', folder.dir])
    expect(code).toBe(1)
    expect(stdout).toContain('an anchor of ?[2J knows entry 99')
    expect(stdout).not.toContain('\u001B')
  })

  it('says which anchors it had when the chain was rewritten together with them', async () => {
    await folder.written(3)
    const other = await makeJournalFolder()
    await other.written(3)
    const { stdout } = await verifyCommand(['verify', other.dir])
    expect(stdout).toMatch(/^INTACT/)
    expect(stdout).toContain('is not noticed here')
    await other.remove()
  })

  it('says that anchors cannot be read, and follows no link to others', async () => {
    await folder.written(1)
    const heads = join(folder.dir, 'anchors', 'heads.jsonl')
    const elsewhere = join(folder.dir, 'elsewhere.jsonl')
    await rename(heads, elsewhere)
    await symlink(elsewhere, heads)
    const { code, stdout } = await verifyCommand(['verify', folder.dir])
    expect(stdout).toMatch(/warning: the anchors in files cannot be read: .*(ELOOP|symbolic)/)
    expect(code).toBe(0)
  })

  it.runIf(process.platform === 'linux')('ends at once for a pipe, a device and what never ends', async () => {
    const pipe = join(folder.dir, 'pipe')
    execFileSync('mkfifo', [pipe])
    const link = join(folder.dir, 'link')
    await symlink('/dev/zero', link)
    for (const path of [pipe, link, '/dev/zero', '/dev/tty', '/dev/null', '/proc/kmsg', '/proc/kcore']) {
      const { code } = await verifyCommand(['verify', path])
      expect(code, path).toBe(2)
    }
    // Also where one of them stands in a folder.
    await folder.written(1)
    execFileSync('mkfifo', [join(folder.dir, '000002.journal')])
    expect(await verifyCommand(['verify', folder.dir])).toMatchObject({ code: 2 })
  })
})

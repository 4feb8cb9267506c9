import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRegularFile, UnreadableFileError, withRegularFile } from './regular-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regular-file-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a file', () => {
  it('is as long as what is read of it, whatever it says', async () => {
    const path = join(folder, 'long')
    await writeFile(path, 'x'.repeat(2_200_000))
    expect((await readRegularFile(path, 2_200_000)).content.length).toBe(2_200_000)
    await expect(readRegularFile(path, 2_199_999)).rejects.toThrow('is larger than')
  })

  it('that is not there is told by its code', async () => {
    await expect(readRegularFile(join(folder, 'none'), 1)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readRegularFile(join(folder, 'none'), 1, { followsLink: false })).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })

  it('is waited for no longer than was said', async () => {
    const path = join(folder, 'slow')
    await writeFile(path, 'x')
    const never = withRegularFile(path, () => new Promise<never>(() => undefined), { withinMs: 20 })
    await expect(never).rejects.toThrow('does not answer within 0.02 s')
  })
})

describe.skipIf(process.platform === 'win32')('a link', () => {
  it('is followed unless it may not be, and among the folders always', async () => {
    await mkdir(join(folder, 'real'))
    await writeFile(join(folder, 'real', 'file'), 'x')
    await symlink(join(folder, 'real'), join(folder, 'by-link'))
    await symlink(join(folder, 'real', 'file'), join(folder, 'link'))
    expect(String((await readRegularFile(join(folder, 'link'), 1)).content)).toBe('x')
    const own = { followsLink: false }
    expect(String((await readRegularFile(join(folder, 'by-link', 'file'), 1, own)).content)).toBe('x')
    await expect(readRegularFile(join(folder, 'link'), 1, own)).rejects.toThrow('is a symbolic link')
  })
})

describe.runIf(process.platform === 'linux')('whether links may lead to it or not, nothing is read of', () => {
  it.each([true, false])('what is no file on a disk: %s', async (followsLink) => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await symlink('/proc/self', join(folder, 'process'))
    const inProc = ['/proc/self/environ', '/proc/kmsg', join(folder, 'process', 'environ'), '/sys/kernel/notes']
    for (const path of [pipe, folder, '/dev/zero', '/dev/tty', ...inProc]) {
      const reading = readRegularFile(path, 1_048_576, { followsLink })
      await expect(reading, path).rejects.toThrow(UnreadableFileError)
    }
  })

  it('but memory that is used as a disk', async () => {
    const inMemory = await mkdtemp('/dev/shm/regular-file-')
    try {
      await writeFile(join(inMemory, 'file'), 'x')
      expect(String((await readRegularFile(join(inMemory, 'file'), 1)).content)).toBe('x')
    } finally {
      await rm(inMemory, { recursive: true })
    }
  })
})

import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../lib/regular-file.ts'
import { holdProgram } from './held-program.ts'
import { lookAtFile } from './find-program.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'held-program-'))
})
// What was given up may still be on its way into the folder while it is taken away.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const run = (path: string): string => execFileSync(path, { encoding: 'utf8' }).trim()

describe.skipIf(process.platform === 'win32')('a program that is held', () => {
  it('is what was hashed, when the file is replaced or written to afterwards', async () => {
    const path = await program('plugin', 'echo honest')
    const honest = await lookAtFile(path)
    const first = await holdProgram(path)
    await program('other', 'echo other')
    await rename(join(folder, 'other'), path)
    expect([first.sha256, run(first.runs)]).toEqual([honest.sha256, 'honest'])
    const second = await holdProgram(path)
    await writeFile(path, '#!/bin/sh\necho third\n')
    expect(run(second.runs)).toBe('other')
    expect(second.sha256).not.toBe(honest.sha256)
    await first.release()
    await second.release()
  })

  it('is for nobody else’s eyes and hands, and leaves nothing behind', async () => {
    const { runs, release } = await holdProgram(await program('plugin', 'echo x'), folder)
    const own = (await readdir(folder)).find((name) => name.startsWith('backout-program-')) ?? expect.fail()
    expect((await stat(join(folder, own))).mode & 0o777).toBe(0o700)
    expect((await stat(runs)).mode & 0o777).toBe(0o500)
    await release()
    expect(await readdir(folder)).toEqual(['plugin'])
  })

  it('finds beside itself what stands beside the original', async () => {
    await mkdir(join(folder, 'sdk', 'bin'), { recursive: true })
    await mkdir(join(folder, 'sdk', 'lib'))
    await writeFile(join(folder, 'sdk', 'lib', 'who'), 'from lib')
    await writeFile(join(folder, 'sdk', 'bin', 'helper'), 'from bin')
    const path = join(folder, 'sdk', 'bin', 'login')
    await writeFile(path, '#!/bin/sh\nhere=$(dirname "$0")\ncat "$here/helper" "$here/../lib/who"; basename "$0"\n')
    await chmod(path, 0o755)
    await symlink(path, join(folder, 'login-by-link'))
    const held = await holdProgram(join(folder, 'login-by-link'))
    expect(held.real).toBe(path)
    expect(run(held.runs)).toBe('from binfrom liblogin')
    await held.release()
    expect(await readFile(path, 'utf8')).toContain('dirname')
    expect(await readdir(join(folder, 'sdk', 'bin'))).toEqual(['helper', 'login'])
  })

  it('leaves nothing behind either when its file answers too late', async () => {
    const path = await program('plugin', 'echo x'.repeat(5_000_000))
    await expect(holdProgram(path, folder, 15)).rejects.toThrow('does not answer within')
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).toEqual(['plugin'])
  })

  it('runs where it is when only root can change it', async () => {
    const { runs, real } = await holdProgram('/bin/sh')
    expect(runs).toBe(real)
  })

  it.each([
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
    [
      'a link to a pipe',
      async (path: string) => {
        execFileSync('mkfifo', [`${path}.pipe`])
        await symlink(`${path}.pipe`, path)
      }
    ],
    ['a folder', (path: string) => mkdir(path)],
    ['what the kernel says', async (path: string) => symlink('/proc/kmsg', path)],
    ['an endless device', async (path: string) => symlink('/dev/zero', path)]
  ])('is never %s', async (_what, make) => {
    const path = join(folder, 'x')
    await make(path)
    for (const read of [holdProgram, lookAtFile]) await expect(read(path)).rejects.toThrow(UnreadableFileError)
  })
})

import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { UsageError } from './cli-options.ts'
import { leave, openOutFolder } from './out-folder.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'backout out '))
})
afterEach(() => rm(home, { recursive: true, force: true }))

it('makes the folder, with those above it', async () => {
  const folder = join(home, 'a', 'b')
  expect(await openOutFolder(folder)).toBe(folder)
  expect(await readdir(folder)).toEqual([])
})

it('takes away what an earlier run wrote, and nothing else', async () => {
  for (const name of ['result.json', 'journal.jsonl', 'report.md', 'notes.txt'])
    await writeFile(join(home, name), 'old')
  await mkdir(join(home, 'journal'))
  await openOutFolder(home)
  expect((await readdir(home)).toSorted()).toEqual(['journal', 'notes.txt'])
})

it.runIf(process.platform !== 'win32')('leaves what it writes to its owner alone', async () => {
  await writeFile(join(home, 'report.md'), 'old', { mode: 0o644 })
  await leave(home, 'report.md', 'new')
  await leave(home, 'result.json', '{}')
  for (const name of ['report.md', 'result.json']) expect((await stat(join(home, name))).mode & 0o777).toBe(0o600)
})

it('refuses what is no folder, before anything is played', async () => {
  const file = join(home, 'file')
  await writeFile(file, 'mine')
  await expect(openOutFolder(file)).rejects.toThrow(UsageError)
  await expect(openOutFolder(file)).rejects.toThrow(`Nothing can be written to --out ${file}: it is no folder`)
  await expect(openOutFolder(join(file, 'below'))).rejects.toThrow('ENOTDIR')
})

it.runIf(process.platform === 'linux')('refuses where the system makes no folders', async () => {
  await expect(openOutFolder('/proc/none/below')).rejects.toThrow('Nothing can be written to --out /proc/none/below')
})

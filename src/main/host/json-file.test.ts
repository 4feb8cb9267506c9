import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJsonFile } from './json-file.ts'

describe('openJsonFile', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backout-json-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('gives back what was written, and null before that', () => {
    const file = openJsonFile(join(folder, 'new', 'preferences.json'))
    expect(file.read()).toBeNull()
    file.write({ theme: 'dark' })
    file.write({ theme: 'light' })
    expect(file.read()).toEqual({ theme: 'light' })
  })

  it.skipIf(process.platform === 'win32')('is readable by its owner alone', async () => {
    const path = join(folder, 'preferences.json')
    openJsonFile(path).write({})
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toBe('{}\n')
  })

  it('reads a damaged file as none, and drops prototype keys', async () => {
    const path = join(folder, 'preferences.json')
    await writeFile(path, '{"theme":')
    expect(openJsonFile(path).read()).toBeNull()
    await writeFile(path, '{"theme":"dark","__proto__":{"admin":true}}')
    expect(Object.keys(openJsonFile(path).read() as object)).toEqual(['theme'])
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from './dependencies.mjs'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backout-dependencies-'))
  await mkdir(join(folder, 'node_modules'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/**
 * @param {object} wanted
 * @param {object} [found]
 */
async function lockfiles(wanted, found) {
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }))
  if (found !== undefined) {
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: found }))
  }
}

const one = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }

describe('isInstalled', () => {
  test('a fresh clone is not', async () => {
    await lockfiles(one)
    expect(await isInstalled(folder)).toBe(false)
  })

  test('the same versions with the same content are', async () => {
    await lockfiles(one, one)
    expect(await isInstalled(folder)).toBe(true)
  })

  test('another version, other content or a missing package is not', async () => {
    await lockfiles(one, { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-x' } })
    expect(await isInstalled(folder)).toBe(false)
    await lockfiles(one, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-y' } })
    expect(await isInstalled(folder)).toBe(false)
    await lockfiles({ ...one, 'node_modules/b': { version: '1.0.0' } }, one)
    expect(await isInstalled(folder)).toBe(false)
  })

  test('binaries of other platforms may be absent', async () => {
    await lockfiles({ ...one, 'node_modules/a-win32': { version: '1.0.0', optional: true } }, one)
    expect(await isInstalled(folder)).toBe(true)
  })
})

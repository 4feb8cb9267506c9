import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from './dependencies.mjs'
import { root } from './folders.mjs'

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

describe('what package.json asks for', () => {
  /** @param {string} name */
  const read = async (name) => JSON.parse(await readFile(join(root, name), 'utf8'))

  test('is asked for by exact version, and locked without an address', async () => {
    const { dependencies, devDependencies } = await read('package.json')
    const versions = Object.values({ ...dependencies, ...devDependencies })
    expect(versions.length).toBeGreaterThan(30)
    for (const version of versions) expect(version).toMatch(/^(npm:@?[a-z/-]+@)?\d+\.\d+\.\d+$/)
    const { packages } = await read('package-lock.json')
    const addresses = Object.values(packages).flatMap(({ resolved = [] }) => resolved)
    expect(addresses).toEqual([])
  })

  test('has its install scripts decided one by one, and none of them runs', async () => {
    const { packages } = await read('package-lock.json')
    const scripted = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path, { name }]) => name ?? path.replace(/^.*node_modules\//, ''))
    expect(scripted.length).toBeGreaterThan(0)
    const { allowScripts } = await read('package.json')
    expect(allowScripts).toEqual(Object.fromEntries(scripted.map((name) => [name, false])))
  })
})

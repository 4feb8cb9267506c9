import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './setup/folders.mjs'

/** Types are in no build; what is optional belongs to other systems. */
const isNotBuilt = (
  /** @type {string} */ path,
  /** @type {{ dev?: boolean, devOptional?: boolean, optional?: boolean }} */ of
) => path === '' || Boolean(of.dev || of.devOptional || of.optional) || /@types\/|\/undici-types$/.test(path)

it('NOTICE names every package that a build may hold', async () => {
  const [notice, lock] = await Promise.all(
    ['NOTICE', 'package-lock.json'].map((name) => readFile(join(root, name), 'utf8'))
  )
  const named = new Set((notice ?? '').split(/[\s,()]+/))
  const packages = Object.entries(JSON.parse(lock ?? '').packages)
    .filter(([path, of]) => !isNotBuilt(path, of))
    // A package under a name of our own is known by its own.
    .map(([path, { name }]) => name ?? path.replace(/^.*node_modules\//, ''))
    .filter((name) => !name.startsWith('@fontsource'))
  expect(packages.length).toBeGreaterThan(100)
  const ways = (/** @type {string} */ name) => [
    name,
    name.replace(/(?<=^@[^/]+\/).*/, '*'),
    name.replace(/(?<=^[^.]+\.).*/, '*')
  ]
  expect(packages.filter((name) => !ways(name).some((way) => named.has(way)))).toEqual([])
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './folders.mjs'
import { isInRange, requireNode } from './node-version.mjs'

describe('the Node that is needed', () => {
  test.each(['20.19.0', '20.20.2', '22.12.0', '22.20.0', '24.0.0', '26.1.0'])('%s will do', async (version) => {
    await expect(requireNode(version)).resolves.toBeUndefined()
  })

  test.each(['18.20.8', '20.18.3', '21.7.3', '22.0.0', '22.11.0', '23.11.1'])('%s will not', async (version) => {
    await expect(requireNode(version)).rejects.toThrow(
      `Node ${version} does not run the dependencies: 20.19 or a later 20, 22.12 or a later 22, or 24.0 or later is needed (https://nodejs.org/en/download).`
    )
  })

  test('is what every dependency declares that runs on it', async () => {
    /** @param {string} name */
    const read = async (name) => JSON.parse(await readFile(join(root, name), 'utf8'))
    const { dependencies, devDependencies, engines } = await read('package.json')
    const { packages } = await read('package-lock.json')
    expect(packages[''].engines).toEqual(engines)
    const lowest = engines.node.split('||').map((/** @type {string} */ part) => part.replace(/^\D+/, '').trim())
    expect(lowest).toHaveLength(3)
    // Electron brings a Node of its own; what its package declares is for its installer, which is not run.
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name !== 'electron')
    const refused = names.flatMap((name) => {
      const declared = packages[`node_modules/${name}`].engines?.node ?? '>=0'
      return lowest
        .filter((/** @type {string} */ version) => !isInRange(version, declared))
        .map((/** @type {string} */ version) => `${name} ${declared}: not ${version}`)
    })
    expect(refused).toEqual([])
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { Trouble } from './say.mjs'

/**
 * Throws Trouble when the dependencies do not run on this Node, by `engines` of package.json. npm only warns of that,
 * and the first to fail would say something else.
 *
 * @param {string} version without `v`; default: this process's
 */
export async function requireNode(version = process.versions.node) {
  const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  if (isInRange(version, engines.node)) return
  throw new Trouble(
    `Node ${version} does not run the dependencies: ${inWords(engines.node)} is needed (https://nodejs.org/en/download).`
  )
}

/**
 * Whether a version is in a range of `engines`, such as `^20.19.0 || >=22.12`. Only what such ranges are made of is
 * understood; npm's own reading is not there before the dependencies are.
 *
 * @param {string} version `major.minor.patch`
 * @param {string} range
 */
export function isInRange(version, range) {
  const asked = version.split('.').map(Number)
  return partsOf(range).some(({ from, sameMajor }) => {
    if (sameMajor && asked[0] !== from[0]) return false
    const differing = [0, 1, 2].find((place) => asked[place] !== from[place])
    return differing === undefined || (asked[differing] ?? 0) > (from[differing] ?? 0)
  })
}

/** @param {string} range */
function inWords(range) {
  const words = partsOf(range).map(({ from: [major, minor], sameMajor }) =>
    sameMajor ? `${major}.${minor} or a later ${major}` : `${major}.${minor} or later`
  )
  const last = words.pop()
  return words.length === 0 ? last : `${words.join(', ')}, or ${last}`
}

/** @param {string} range */
function partsOf(range) {
  return range.split('||').map((part) => {
    const match = /^(\^|>=|)\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(part.trim())
    if (match === null) throw new TypeError(`not a range of versions that is understood here: ${range}`)
    const [, operator, ...numbers] = match
    return { from: numbers.map((number) => Number(number ?? 0)), sameMajor: operator !== '>=' }
  })
}

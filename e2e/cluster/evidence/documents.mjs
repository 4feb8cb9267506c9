import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../../scripts/setup/folders.mjs'
import { versions } from '../versions.mjs'
import { automaticRollbackChart } from './charts/automatic-rollback.mjs'
import { bulkChart } from './charts/bulk.mjs'
import { comparisonChart } from './charts/comparison.mjs'
import { timelineChart } from './charts/timeline.mjs'
import { comparisons, rowsOf } from './comparisons.mjs'
import { readme } from './readme.mjs'
import { scenarios } from './scenarios/index.mjs'

/**
 * @typedef {import('./play.mjs').Result} Result
 * @typedef {Awaited<ReturnType<typeof import('./bulk/bulk-baseline.mjs').measureBulk>>} Bulk
 * @typedef {{ versions: Readonly<Record<string, string>> }} Versioned of what it was measured
 */

const folder = join(root, 'docs', 'evidence')

/** What the numbers of a timeline mean; each file says it. */
const units = {
  at: 'UTC',
  sampledAt: 'UTC',
  seconds: 'since startedAt',
  zero: 'seconds; the moment that times are counted from',
  secondsToZeroErrors: 'from zero until users saw no error any more; null: not while it was watched',
  weights: 'of the VirtualService; the share is weight ÷ sum',
  errorRatio: 'failed requests ÷ requests of users since the sample before, 0 to 1'
}

/**
 * Writes the data of each scenario, ID.json.
 *
 * @param {readonly Result[]} results
 */
export async function writeTimelines(results) {
  await mkdir(folder, { recursive: true })
  for (const result of results) {
    await writeFile(join(folder, `${result.id}.json`), jsonOf({ versions, units, ...result }))
  }
}

/**
 * Writes the baseline's figures.
 *
 * @param {Bulk} bulk
 */
export async function writeBulk(bulk) {
  await mkdir(folder, { recursive: true })
  const unit = {
    startedAt: 'UTC',
    loopSeconds: 's',
    boundSeconds: 's',
    loop: 's since the start',
    bound: 's since the start'
  }
  await writeFile(join(folder, `${bulk.id}.json`), jsonOf({ versions, units: unit, ...bulk }))
}

/**
 * The committed data: each scenario's, in their order, and the baseline's.
 *
 * @returns {Promise<{ results: readonly (Result & Versioned)[], bulk: Bulk & Versioned }>}
 * @throws Error ENOENT when one was never played
 */
export async function readData() {
  const read = async (/** @type {string} */ id) => JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'))
  return { results: await Promise.all(scenarios.map(({ id }) => read(id))), bulk: await read('bulk-baseline') }
}

/**
 * Everything that is made of the data and of nothing else: a chart of each, those that compare, and the page about all.
 *
 * @param {{ results: readonly Result[], bulk: Bulk }} data
 * @returns {Record<string, string>} text by file name
 */
export function pagesOf({ results, bulk }) {
  const automatic = results.filter(({ family }) => family === 'T10-automatic-rollback')
  return {
    ...Object.fromEntries(results.map((result) => [`${result.id}.svg`, timelineChart(result)])),
    ...Object.fromEntries(
      comparisons.map((comparison) => [
        `${comparison.id}.svg`,
        comparisonChart({ ...comparison, rows: rowsOf(comparison, results) })
      ])
    ),
    'T10-automatic-rollback.svg': automaticRollbackChart(automatic),
    'bulk-baseline.svg': bulkChart(bulk),
    'README.md': readme(results, bulk)
  }
}

/** Makes every page anew from the committed data, and removes what belongs to nothing any more. */
export async function writePages() {
  const data = await readData()
  const pages = pagesOf(data)
  for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text)
  const kept = new Set([...Object.keys(pages), ...[...data.results, data.bulk].map(({ id }) => `${id}.json`)])
  // Folders are of other suites.
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile() && !kept.has(entry.name)) await rm(join(folder, entry.name))
}

/**
 * JSON with a line for each member and each element of a list: short to read, and to compare.
 *
 * @param {object} value
 */
function jsonOf(value) {
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const lines = members.map(([key, member]) => {
    const isTable = Array.isArray(member) && typeof member[0] === 'object'
    const text = isTable
      ? `[\n${member.map((element) => `    ${JSON.stringify(element)}`).join(',\n')}\n  ]`
      : JSON.stringify(member)
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

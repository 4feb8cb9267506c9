import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../../scripts/setup/folders.mjs'
import { versions } from '../versions.mjs'
import { automaticRollbackChart } from './charts/automatic-rollback.mjs'
import { bulkChart } from './charts/bulk.mjs'
import { comparisonChart } from './charts/comparison.mjs'
import { timelineChart } from './charts/timeline.mjs'
import { comparisons, rowsOf } from './comparisons.mjs'
import { readme } from './readme.mjs'

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

/** Writes ID.json and ID.svg of each scenario. */
export async function writeTimelines(results) {
  await mkdir(folder, { recursive: true })
  for (const result of results) {
    await writeFile(join(folder, `${result.id}.json`), jsonOf({ versions, units, ...result }))
    await writeFile(join(folder, `${result.id}.svg`), timelineChart(result))
  }
}

/** Writes the baseline's figures and chart. */
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
  await writeFile(join(folder, `${bulk.id}.svg`), bulkChart(bulk))
}

/** Writes what compares all results, and the page about them. */
export async function writeSummary(results, bulk) {
  for (const comparison of comparisons) {
    await writeFile(
      join(folder, `${comparison.id}.svg`),
      comparisonChart({ ...comparison, rows: rowsOf(comparison, results) })
    )
  }
  const automatic = results.filter(({ family }) => family === 'T10-automatic-rollback')
  await writeFile(join(folder, 'T10-automatic-rollback.svg'), automaticRollbackChart(automatic))
  await writeFile(join(folder, 'README.md'), readme(results, bulk))
}

/** Empties the folder, so that nothing stays of a scenario that is no more. */
export async function clearDocuments() {
  await rm(folder, { recursive: true, force: true })
}

/** JSON with a line for each member and each element of a list: short to read, and to compare. */
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

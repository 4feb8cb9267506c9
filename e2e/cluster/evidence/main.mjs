import { ensureDependencies } from '../../../scripts/setup/dependencies.mjs'
import { main, say } from '../../../scripts/setup/say.mjs'
import { withControlPlane } from '../control-plane.mjs'
import { measureBulk } from './bulk/bulk-baseline.mjs'
import { writeBulk, writePages, writeTimelines } from './documents.mjs'
import { playAll, unseenOf } from './play.mjs'
import { scenarios } from './scenarios/index.mjs'

/** Of an interrupted run, as shells count SIGINT. */
const interrupted = 130

const USAGE = [
  'usage: npm run evidence [-- ID]',
  '',
  'Plays everything on a real control plane, or what has ID in its name, and makes docs/evidence/ anew. Needs Go.'
].join('\n')

// npm run evidence [-- ID]: plays everything on a real control plane, or only what has ID in its name, and makes
// docs/evidence/ anew. Exit 1 when a claim was not seen; then the files of that scenario stay as they were.
await main(async () => {
  await ensureDependencies()
  return (await withControlPlane(makeEvidence)) ?? interrupted
}, USAGE)

/**
 * @param {import('../control-plane.mjs').ControlPlane} cluster
 * @param {ReturnType<typeof import('../ending.mjs').watchForEnd>} end
 */
async function makeEvidence(cluster, { abort }) {
  const only = process.argv[2]
  const isWanted = (/** @type {string} */ id) => only === undefined || id.includes(only)
  const results = await playAll(
    cluster,
    scenarios.filter(({ id }) => isWanted(id)),
    say,
    abort
  )
  abort.throwIfAborted()
  const bulk = isWanted('bulk-baseline') ? await measureBulk(cluster, say) : undefined
  const seen = results.flatMap((result) => ('failure' in result || unseenOf(result).length > 0 ? [] : [result]))
  await writeTimelines(seen)
  if (bulk) await writeBulk(bulk)
  await writePages()
  return seen.length === results.length ? 0 : 1
}

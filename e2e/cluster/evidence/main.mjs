import { main, say } from '../../../scripts/setup/say.mjs'
import { withControlPlane } from '../control-plane.mjs'
import { measureBulk } from './bulk/bulk-baseline.mjs'
import { clearDocuments, writeBulk, writeSummary, writeTimelines } from './documents.mjs'
import { playAll, unseenOf } from './play.mjs'
import { scenarios } from './scenarios/index.mjs'

/** Of an interrupted run, as shells count SIGINT. */
const interrupted = 130

// npm run evidence [-- ID]: plays everything on a real control plane and writes docs/evidence/, or only what has ID in its
// name. Exit 1 when a claim was not seen; then the pages that compare all stay as they were.
await main(async () => (await withControlPlane(makeEvidence)) ?? interrupted)

async function makeEvidence(cluster, { abort }) {
  const only = process.argv[2]
  const isWanted = (id) => only === undefined || id.includes(only)
  const results = await playAll(
    cluster,
    scenarios.filter(({ id }) => isWanted(id)),
    say,
    abort
  )
  abort.throwIfAborted()
  const bulk = isWanted('bulk-baseline') ? await measureBulk(cluster, say) : undefined
  const isWhole = only === undefined && results.every((result) => unseenOf(result).length === 0)
  if (isWhole) await clearDocuments()
  await writeTimelines(results.filter(({ failure }) => failure === undefined))
  if (bulk) {
    await writeBulk(bulk)
    const { loop: _loop, bound: _bound, ...figures } = bulk
    process.stdout.write(`${JSON.stringify(figures)}\n`)
  }
  if (isWhole) await writeSummary(results, bulk)
  return results.every((result) => unseenOf(result).length === 0) ? 0 : 1
}

import { performance } from 'node:perf_hooks'
import { createApi } from '../../api.mjs'
import { procedure } from '../commands.mjs'
import { runScript } from '../shell.mjs'
import { inFlight, listAndPatch } from './list-and-patch.mjs'
import { count, countAt, makeServices, namespace, release } from './services.mjs'

/** @typedef {{ seconds: number, doneAtSeconds: readonly number[] }} Timed seconds since the start; one element a Deployment */

/**
 * Rolls 200 Deployments back twice: with the procedure's shell loop as it is written, and with one list of Deployments
 * and ReplicaSets and 200 conditional patches, 16 at a time, as the operator on call. The second is the bound that a bulk
 * rollback is measured against.
 *
 * @param {import('../world.mjs').Cluster & BulkCluster} cluster
 * @param {(line: string) => void} say
 */
export async function measureBulk(cluster, say) {
  await makeServices(cluster)
  say(`${count} Deployments with two revisions`)
  const startedAt = new Date().toISOString()
  const loop = await timeLoop(cluster)
  await release(cluster, '1.1.0')
  const bound = await timeBound(cluster)
  const figures = baselineOf(loop, bound)
  say(baselineLine(figures))
  return { id: 'bulk-baseline', startedAt, ...figures, loop: loop.doneAtSeconds, bound: bound.doneAtSeconds }
}

/**
 * The procedure's loop.
 *
 * @param {import('../world.mjs').Cluster} cluster
 * @returns {Promise<Timed>}
 * @throws Error when it did not reach every Deployment
 */
export async function timeLoop(cluster) {
  const loop = await timed((done) =>
    runScript(cluster, procedure.undoAll(namespace), (line) => {
      if (line.endsWith(' rolled back')) done()
    })
  )
  await expectAll(cluster.api, '1.0.0')
  return loop
}

/**
 * @typedef {{ server: string, ca: string, tokens: { operator: string } }} BulkCluster
 *
 * @param {import('../world.mjs').Cluster & BulkCluster} cluster
 * @param {typeof listAndPatch} [way]
 * @returns {Promise<Timed>}
 * @throws Error when it did not reach every Deployment
 */
export async function timeBound(cluster, way = listAndPatch) {
  const operator = createApi({ server: cluster.server, ca: cluster.ca, token: cluster.tokens.operator })
  const bound = await timed((done) => way(operator, done)).finally(operator.close)
  await expectAll(cluster.api, '1.0.0')
  return bound
}

/**
 * What is compared.
 *
 * @param {Timed} loop
 * @param {Timed} bound
 */
export function baselineOf(loop, bound) {
  const ratio = Math.round(loop.seconds / bound.seconds)
  return { deployments: count, inFlight, loopSeconds: loop.seconds, boundSeconds: bound.seconds, ratio }
}

/**
 * The figures beside each other, as a line.
 *
 * @param {ReturnType<typeof baselineOf>} figures
 */
export function baselineLine({ deployments, inFlight: atATime, loopSeconds, boundSeconds, ratio }) {
  return `${deployments} Deployments: ${loopSeconds} s by the procedure’s loop, ${boundSeconds} s by one list and ${deployments} conditional patches, ${atATime} at a time (${ratio} times as fast)`
}

/**
 * @param {(done: () => void) => Promise<unknown>} work
 * @returns {Promise<Timed>}
 */
async function timed(work) {
  const startedAt = performance.now()
  const seconds = (/** @type {number} */ digits) => Number(((performance.now() - startedAt) / 1_000).toFixed(digits))
  /** @type {number[]} */
  const doneAtSeconds = []
  await work(() => void doneAtSeconds.push(seconds(2)))
  return { seconds: seconds(1), doneAtSeconds }
}

/**
 * @param {import('./services.mjs').Api} api
 * @param {string} version
 */
async function expectAll(api, version) {
  const found = await countAt(api, version)
  if (found !== count) throw new Error(`${found} of ${count} Deployments are at ${version}`)
}

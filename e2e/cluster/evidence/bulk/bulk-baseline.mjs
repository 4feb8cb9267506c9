import { performance } from 'node:perf_hooks'
import { createApi } from '../../api.mjs'
import { procedure } from '../commands.mjs'
import { runScript } from '../shell.mjs'
import { inFlight, listAndPatch } from './list-and-patch.mjs'
import { count, countAt, makeServices, namespace, release } from './services.mjs'

/**
 * Rolls 200 Deployments back twice: with the procedure's shell loop as it is written, and with one list of Deployments
 * and ReplicaSets and 200 conditional patches, 16 at a time, as the operator on call. The second is the bound that a bulk
 * rollback is measured against.
 *
 * @param {import('../../control-plane.mjs').ControlPlane} cluster
 */
export async function measureBulk(cluster, say) {
  const { api } = cluster
  await makeServices(cluster)
  say(`${count} Deployments with two revisions`)

  const startedAt = new Date().toISOString()
  const loop = await timed((done) =>
    runScript(cluster, procedure.undoAll(namespace), (line) => line.endsWith(' rolled back') && done())
  )
  await expectAll(api, '1.0.0')
  say(`the procedure’s loop: ${loop.seconds} s`)

  await release(cluster, '1.1.0')
  const operator = createApi({ server: cluster.server, ca: cluster.ca, token: cluster.tokens.operator })
  const bound = await timed((done) => listAndPatch(operator, done)).finally(operator.close)
  await expectAll(api, '1.0.0')
  say(`one list and ${count} conditional patches, ${inFlight} at a time: ${bound.seconds} s`)
  return {
    id: 'bulk-baseline',
    startedAt,
    deployments: count,
    inFlight,
    loopSeconds: loop.seconds,
    boundSeconds: bound.seconds,
    ratio: Math.round(loop.seconds / bound.seconds),
    /** Seconds after the start at which each Deployment was rolled back. */
    loop: loop.doneAtSeconds,
    bound: bound.doneAtSeconds
  }
}

async function timed(work) {
  const startedAt = performance.now()
  const seconds = (digits) => Number(((performance.now() - startedAt) / 1_000).toFixed(digits))
  const doneAtSeconds = []
  await work(() => doneAtSeconds.push(seconds(2)))
  return { seconds: seconds(1), doneAtSeconds }
}

async function expectAll(api, version) {
  const found = await countAt(api, version)
  if (found !== count) throw new Error(`${found} of ${count} Deployments are at ${version}`)
}

import { say } from '../../scripts/setup/say.mjs'
import { startControlPlane } from './control-plane.mjs'

/**
 * A second try on the cluster that the first one left would find its namespaces, its audit log and its metrics, and a scenario
 * that begins in the middle of the first one's incident. A control plane is there in seconds.
 *
 * @template T
 * @param {AbortSignal} abort
 * @param {(cluster: import('./control-plane.mjs').ControlPlane) => Promise<T>} play
 * @param {import('./control-plane.mjs').Extension} [extension]
 * @returns {Promise<T | undefined>} undefined when it does not start: then the first try counts
 */
export async function onFreshCluster(abort, play, extension) {
  const cluster = await startControlPlane(abort, extension).catch((error) => {
    say(`no control plane for the second try: ${error instanceof Error ? error.message : error}`)
    return undefined
  })
  if (!cluster) return undefined
  try {
    return await play(cluster)
  } finally {
    await cluster.stop()
  }
}

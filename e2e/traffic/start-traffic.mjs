import { randomInt } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { say } from '../../scripts/setup/say.mjs'
import { freePort } from '../cluster/programs.mjs'
import { answers } from '../cluster/readiness.mjs'
import { startFlux, startRollouts } from './controllers.mjs'
import { clientBootstrap } from './envoy.mjs'
import { createIstiod } from './istiod.mjs'
import { servePods } from './pods.mjs'

/** @typedef {Awaited<ReturnType<typeof startTraffic>>} Traffic */

/** Where Prometheus learns of the Envoys. @param {string} folder of the control plane */
export const envoyTargets = (folder) => join(folder, 'envoys.json')

/**
 * What carries real requests, beside a control plane: istiod, a relay that turns the addresses of simulated pods into ones on
 * loopback, their stand-ins, and, as far as they are built, Flux and Argo Rollouts. Envoys come with `client`. All programs end
 * with the control plane.
 *
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin folder of the programs
 */
export async function startTraffic(cluster, bin) {
  const startedAt = performance.now()
  const { server, ca, tokens, programs, until, kubectl, folder } = cluster
  await kubectl(['apply', '--server-side'], await readFile(new URL('./config/base.yaml', import.meta.url), 'utf8'))
  const istiod = await createIstiod(cluster, bin)
  // Of its own for each run, so that two of them do not meet on an address.
  const octet = 10 + randomInt(240)
  const relay = await freePort()
  const relaying = programs.start('xds-relay', join(bin, 'xds-relay'), [
    `-listen=127.0.0.1:${relay}`,
    `-istiod=127.0.0.1:${istiod.port}`,
    `-octet=${octet}`
  ])
  const pods = servePods({ server, ca, token: tokens.admin, octet })
  const runs = { flux: await startFlux(cluster, bin), rollouts: await startRollouts(cluster, bin) }
  say(`what carries traffic is ready after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  /** @type {number[]} */
  const admins = []
  /** Of several that start at once one writes after the other. @type {Promise<void>} */
  let written = Promise.resolve()

  return {
    istiod,
    runs,
    /** Halts it, with its connections, or lets it go on. */
    setRelay: (/** @type {boolean} */ running) => void relaying.kill(running ? 'SIGCONT' : 'SIGSTOP'),
    /**
     * Starts an Envoy that is the sidecar of a client in a namespace, and waits until it has its configuration.
     *
     * @param {string} namespace
     * @returns {Promise<{ admin: number }>} the port of its own page
     */
    async client(namespace) {
      const admin = await freePort()
      const name = `envoy-${namespace}-${admin}`
      const bootstrap = join(folder, `${name}.yaml`)
      await writeFile(bootstrap, clientBootstrap({ namespace, admin, relay }))
      const args = ['-c', bootstrap, '--disable-hot-restart', '--concurrency', '1', '--log-level', 'error']
      programs.start(name, join(bin, 'envoy'), args)
      await until(`the Envoy of ${namespace}`, () => answers(`http://127.0.0.1:${admin}/ready`))
      admins.push(admin)
      written = written.then(() => writeTargets(folder, admins))
      await written
      return { admin }
    },
    close: () => pods.close()
  }
}

/**
 * @param {string} folder
 * @param {readonly number[]} admins
 */
async function writeTargets(folder, admins) {
  const text = JSON.stringify([{ targets: admins.map((port) => `127.0.0.1:${port}`) }])
  // Prometheus may read while this is written: it is put there whole.
  await writeFile(`${envoyTargets(folder)}.partial`, text)
  await rename(`${envoyTargets(folder)}.partial`, envoyTargets(folder))
}

import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { ensureDependencies } from '../../scripts/setup/dependencies.mjs'
import { root } from '../../scripts/setup/folders.mjs'
import { main, say } from '../../scripts/setup/say.mjs'
import { runVitest } from '../../scripts/run-vitest.mjs'
import { printFailures, results, sum, writeTotals } from '../../scripts/totals.mjs'
import { serveBench } from '../cluster/bench-server.mjs'
import { withControlPlane } from '../cluster/control-plane.mjs'
import { watchForEnd } from '../cluster/ending.mjs'
import { onFreshCluster } from '../cluster/fresh-cluster.mjs'
import { hasGo } from '../cluster/go-program.mjs'
import { ensureTraffic, missingPrograms, trafficFolder } from './build.mjs'
import { envoyScrape } from './envoy.mjs'
import { writeEvidence } from './evidence.mjs'
import { envoyTargets, startTraffic } from './start-traffic.mjs'
import { serveTraffic } from './traffic-server.mjs'
import { versions } from './versions.mjs'

const isAsBuilt = process.argv.includes('--as-built')
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

/** Without these there are no requests. */
const needed = ['envoy', 'istiod', 'xds-relay']
const flux = ['source-controller', 'source-controller.crds', 'kustomize-controller', 'kustomize-controller.crds']
const rollouts = ['rollouts-controller', 'rollouts-controller.crds']
/** Files that need more than that. */
const needs = {
  'flux.test.ts': flux,
  'rollouts.test.ts': rollouts,
  'crowd.test.ts': [...flux, ...rollouts]
}

/** Envoys count what users see, in place of the stand-in of the mesh. */
const extension = { scrape: (/** @type {string} */ folder) => envoyScrape(envoyTargets(folder)) }

/** They take istiod away from everybody, or keep everything busy: nothing else runs beside them. */
const lonely = [
  'istiod-away.test.ts',
  'levers-without-istiod.test.ts',
  'restores-without-istiod.test.ts',
  'crowd.test.ts'
]
/** Most of what the others do is to wait. */
const parts = [
  { name: 'beside', workers: 4, holds: (/** @type {string} */ file) => !lonely.includes(file) },
  { name: 'alone', workers: 1, holds: (/** @type {string} */ file) => lonely.includes(file) }
]

const USAGE = [
  'usage: npm run test:traffic [-- [--as-built] [FILTER]]',
  '',
  'Real requests through a real istiod and Envoy, beside a real control plane. Needs Go and Python.',
  '  --as-built  builds nothing: what is missing is left out, with a line'
].join('\n')

// npm run test:traffic [-- [--as-built] [FILTER]]: real requests through real proxies, where Go and Python's index are to be
// had. With --as-built nothing is built, and what needs a program that is not there is left out, and said.
await main(async () => {
  await ensureDependencies()
  await mkdir(results, { recursive: true })
  await rm(join(results, 'traffic'), { recursive: true, force: true })
  if (!(await hasGo())) return leftOut('there is no Go on the PATH')
  await ensureBuild()
  const bin = isAsBuilt ? await trafficFolder() : await build()
  const missing = await missingPrograms()
  const without = needed.filter((name) => missing.includes(name))
  if (without.length > 0) return leftOut(`${without.join(' and ')} ${without.length === 1 ? 'is' : 'are'} not built`)
  const files = await filesWithout(missing)
  return (await withControlPlane((cluster, end) => runWith(cluster, bin, files, end), extension)) ?? 1
}, USAGE)

async function build() {
  const end = watchForEnd()
  try {
    return await ensureTraffic(end.abort)
  } finally {
    end.close()
  }
}

/**
 * Every file of tests that was asked for and whose programs are there; of the others a line says why not.
 *
 * @param {readonly string[]} missing
 */
async function filesWithout(missing) {
  const all = (await readdir(join(root, 'e2e', 'traffic'))).filter((name) => name.endsWith('.test.ts'))
  const asked = filters.length === 0 ? all : all.filter((name) => filters.some((filter) => name.includes(filter)))
  return asked.filter((name) => {
    const without = Object.entries(needs)
      .flatMap(([file, names]) => (file === name ? names : []))
      .filter((one) => missing.includes(one))
    if (without.length > 0)
      say(`SKIPPED: ${name}, because ${without.join(', ')} ${without.length === 1 ? 'is' : 'are'} not built`)
    return without.length === 0
  })
}

/**
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin
 * @param {readonly string[]} files
 * @param {ReturnType<typeof watchForEnd>} end
 */
async function runWith(cluster, bin, files, end) {
  return onTraffic(cluster, bin, (place) => {
    // From here on a signal is for vitest, and what ends it ends us.
    end.close()
    return run(files, bin, place)
  })
}

/**
 * Puts what carries requests beside a control plane, for as long as a body takes.
 *
 * @template T
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} play with the addresses of both
 */
async function onTraffic(cluster, bin, play) {
  const traffic = await startTraffic(cluster, bin)
  const [bench, requests] = [await serveBench(cluster), await serveTraffic(traffic)]
  try {
    return await play({ ...process.env, BACKOUT_CLUSTER: bench.url, BACKOUT_TRAFFIC: requests.url })
  } finally {
    bench.close()
    requests.close()
    traffic.close()
  }
}

/**
 * @param {readonly string[]} files
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function run(files, bin, env) {
  const startedAt = performance.now()
  const end = watchForEnd()
  const { abort } = end
  try {
    /** @type {import('../../scripts/totals.mjs').Count[]} */
    const counts = []
    for (const { name, workers, holds } of parts) {
      const own = files.filter(holds).map((file) => `e2e/traffic/${file}`)
      if (own.length === 0 || abort.aborted) continue
      const args = ['--project', 'programs', '--maxWorkers', String(workers), ...own]
      const afresh = (/** @type {import('../../scripts/run-vitest.mjs').Play} */ play) =>
        onFreshCluster(abort, (cluster) => onTraffic(cluster, bin, (again) => play({ env: again, abort })), extension)
      counts.push(await runVitest(`vitest-traffic-${name}`, args, { env, abort }, afresh))
    }
    const all = sum(counts)
    const count = all.skipped === 0 ? all : sum([all, skipped(all.skipped)])
    if (process.env['BACKOUT_RENEW'] === '1' && count.failed === 0) await writeEvidence(join(results, 'traffic'))
    await writeTotals('traffic', count)
    const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
    say(`${((performance.now() - startedAt) / 60_000).toFixed(1)} min with ${programs.join(', ')}`)
    printFailures(count)
    process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
    return count.failed === 0 ? 0 : 1
  } finally {
    end.close()
  }
}

/** @param {number} number */
function skipped(number) {
  const what = `${number} traffic tests skipped, with everything there`
  say(`FAILED: ${what}`)
  return { passed: 0, failed: 1, skipped: 0, failures: [what] }
}

/** @param {string} why */
async function leftOut(why) {
  say(`SKIPPED: real traffic (istiod, Envoy, Flux, Argo Rollouts), because ${why}`)
  await writeTotals('traffic', { passed: 0, failed: 0, skipped: 0, failures: [] })
  return 0
}

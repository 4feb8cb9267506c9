import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { ensureDependencies } from '../../scripts/setup/dependencies.mjs'
import { root } from '../../scripts/setup/folders.mjs'
import { main, say } from '../../scripts/setup/say.mjs'
import { runVitest } from '../../scripts/run-vitest.mjs'
import { printFailures, results, sum, writeTotals } from '../../scripts/totals.mjs'
import { serveBench } from './bench-server.mjs'
import { withControlPlane } from './control-plane.mjs'
import { watchForEnd } from './ending.mjs'
import { onFreshCluster } from './fresh-cluster.mjs'
import { hasGo } from './go-program.mjs'
import { versions } from './versions.mjs'

const onlyWithGo = [
  'the same requests and kubectl commands on a real kube-apiserver, compared with the drill’s answers',
  'on the drill, the steps with kubectl, and those after the first one that changes something',
  'the console’s scenarios on the real cluster through the headless host',
  'other levers on the real cluster, pulled through the same console; two consoles set on the same services',
  'random programs with the drill’s Flagger and a real one, interval by interval',
  'PromQL answers of the drill against Prometheus',
  'command fidelity: every logged command with kubectl through a recording proxy',
  'the timelines of docs/evidence against a real Flagger',
  'a rollback of 200 Deployments: the procedure’s loop timed beside one list and conditional patches',
  'the control plane itself: how fast it starts, its addresses and rights, and its endings by signals and kills'
]

/**
 * Files that need the machine to themselves: what a scenario takes in time is part of what it shows, and 200 Deployments or forty canaries at once leave none to the others.
 */
const crowds = ['evidence.test.ts', 'bulk.test.ts', 'expectations.test.ts']
/** They wait for seconds and minutes between two ticks, so that nothing beside them is disturbed or disturbs them. */
const patient = ['evidence-long.test.ts', 'random-programs/random-programs.test.ts']

/** @typedef {{ name: string, workers: number, files: readonly string[] }} Part files are filters of vitest */

const USAGE = [
  'usage: npm run test:cluster [-- FILTER]',
  '',
  'The same steps and scenarios on the drill and on a real control plane, compared; without Go on the drill alone.'
].join('\n')

// npm run test:cluster [-- FILTER]: both targets where Go is present, the drill alone elsewhere.
await main(async () => {
  await ensureDependencies()
  await mkdir(results, { recursive: true })
  await ensureBuild()
  if (await hasGo()) return (await withControlPlane(runWith)) ?? 1
  say('SKIPPED: no Go on the PATH, so the cluster target does not run. With Go 1.26 it would have run:')
  for (const line of onlyWithGo) say(`  - ${line}`)
  return run(undefined)
}, USAGE)

/**
 * @param {import('./control-plane.mjs').ControlPlane} cluster
 * @param {ReturnType<typeof watchForEnd>} end
 */
async function runWith(cluster, end) {
  // From here on a signal is for vitest, and what ends it ends us.
  end.close()
  return served(cluster, run)
}

/**
 * @template T
 * @param {import('./control-plane.mjs').ControlPlane} cluster
 * @param {(benchUrl: string) => Promise<T>} play
 */
async function served(cluster, play) {
  const bench = await serveBench(cluster)
  try {
    return await play(bench.url)
  } finally {
    bench.close()
  }
}

/** @param {string | undefined} benchUrl address of the bench server; without it the drill alone is tested */
async function run(benchUrl) {
  const startedAt = performance.now()
  const end = watchForEnd()
  /** @type {import('../../scripts/totals.mjs').Count[]} */
  const counts = []
  try {
    const { beside, parts } = await partsOf(process.argv.slice(2))
    const inTurn = async () => {
      for (const part of parts) {
        counts.push(await runPart(part, benchUrl, end.abort))
        if (end.abort.aborted) break
      }
    }
    const patiently = async (/** @type {Part} */ part) => counts.push(await runPart(part, benchUrl, end.abort))
    await Promise.all([inTurn(), ...beside.map(patiently)])
  } finally {
    end.close()
  }
  if (end.abort.aborted) counts.push(failure('interrupted before everything was played'))
  const { skipped } = sum(counts)
  // Elsewhere the endings are left out, which nothing but Linux can promise.
  const isComplete = !benchUrl || skipped === 0 || process.platform !== 'linux'
  const count = isComplete ? sum(counts) : sum([...counts, failure(`${skipped} tests skipped, with the cluster there`)])
  await writeTotals('cluster', { ...count, targets: benchUrl ? ['drill', 'cluster'] : ['drill'] })
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  say(`${((performance.now() - startedAt) / 60_000).toFixed(1)} min`)
  say(`targets: drill${benchUrl ? `, cluster (${programs.join(', ')})` : '; cluster skipped, because there is no Go'}`)
  printFailures(count)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  return count.failed === 0 ? 0 : 1
}

/**
 * One failure that is no test's, said in a line.
 *
 * @param {string} what
 */
function failure(what) {
  say(`FAILED: ${what}`)
  return { passed: 0, failed: 1, skipped: 0, failures: [what] }
}

/**
 * What is asked for in one part, or everything in two, one after the other, with a patient one beside them.
 *
 * @param {readonly string[]} filters
 * @returns {Promise<{ beside: readonly Part[], parts: readonly Part[] }>}
 */
async function partsOf(filters) {
  const at = (/** @type {string} */ name) => `e2e/cluster/${name}`
  if (filters.length > 0) return { beside: [], parts: [{ name: 'chosen', workers: 4, files: filters.map(at) }] }
  const names = await readdir(join(root, 'e2e', 'cluster'), { recursive: true })
  const elsewhere = new Set([...crowds, ...patient])
  const others = names.filter((name) => name.endsWith('.test.ts') && !elsewhere.has(name))
  return {
    beside: [{ name: 'patient', workers: patient.length, files: patient.map(at) }],
    parts: [
      { name: 'comparisons', workers: 5, files: others.map(at) },
      { name: 'crowds', workers: 1, files: crowds.map(at) }
    ]
  }
}

/**
 * @param {Part} part
 * @param {string | undefined} benchUrl
 * @param {AbortSignal} abort
 */
async function runPart({ name, workers, files }, benchUrl, abort) {
  const args = ['--project', 'programs', '--maxWorkers', String(workers), ...files]
  const place = (/** @type {string | undefined} */ url) => ({
    env: { ...process.env, ...(url ? { BACKOUT_CLUSTER: url } : {}) },
    abort
  })
  if (!benchUrl) return runVitest(`vitest-cluster-${name}`, args, place(undefined))
  return runVitest(`vitest-cluster-${name}`, args, place(benchUrl), (play) =>
    onFreshCluster(abort, (cluster) => served(cluster, (url) => play(place(url))))
  )
}

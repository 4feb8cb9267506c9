import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { root } from '../../scripts/setup/folders.mjs'
import { runStep } from '../../scripts/setup/run.mjs'
import { main, say } from '../../scripts/setup/say.mjs'
import { readVitest, results, sum, writeTotals } from '../../scripts/totals.mjs'
import { serveBench } from './bench-server.mjs'
import { hasGo } from './build.mjs'
import { withControlPlane } from './control-plane.mjs'
import { versions } from './versions.mjs'

const onlyWithGo = [
  'the same requests and kubectl commands on a real kube-apiserver, compared with the drill’s answers',
  'the console’s scenarios on the real cluster through the headless host',
  'PromQL answers of the drill against Prometheus',
  'command fidelity: every logged command with kubectl through a recording proxy',
  'the timelines of docs/evidence against a real Flagger',
  'what a rollback of 200 Deployments by one list and conditional patches changes, by the audit log',
  'endings of the control plane: signals, its parent killed, itself killed, and a start that fails'
]

// npm run test:cluster [-- FILTER]: both targets where Go is present, the drill alone elsewhere.
await main(async () => {
  await mkdir(results, { recursive: true })
  await ensureBuild()
  const withCluster = await hasGo()
  if (!withCluster) {
    say('SKIPPED: no Go on the PATH, so the cluster target does not run. With Go 1.26 it would have run:')
    for (const line of onlyWithGo) say(`  - ${line}`)
  }
  if (!withCluster) return run(undefined)
  return (await withControlPlane(runWith)) ?? 1
})

async function runWith(cluster, end) {
  // From here on a signal is for vitest, and what ends it ends us.
  end.close()
  const bench = await serveBench(cluster)
  try {
    return await run(bench.url)
  } finally {
    bench.close()
  }
}

/**
 * Two parts one after the other, each with the machine to itself: what a scenario on the control plane takes in time is
 * part of what it shows, and 200 Deployments or forty canaries at once leave none to the others.
 *
 * @param {string | undefined} benchUrl address of the bench server; without it the drill alone is tested
 */
async function run(benchUrl) {
  const filters = process.argv.slice(2).map((name) => `e2e/cluster/${name}`)
  const crowds = ['e2e/cluster/evidence.test.ts', 'e2e/cluster/bulk.test.ts']
  const parts = [
    { name: 'comparisons', workers: 4, args: ['e2e/cluster/', ...crowds.flatMap((file) => ['--exclude', file])] },
    { name: 'crowds', workers: 1, args: crowds }
  ]
  const chosen = filters.length > 0 ? [{ name: 'chosen', workers: 4, args: filters }] : parts
  const counts = []
  for (const part of chosen) counts.push(await runPart(part, benchUrl))
  const count = sum(counts)
  await writeTotals('cluster', count)
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  say(`targets: drill${benchUrl ? `, cluster (${programs.join(', ')})` : '; cluster skipped, because there is no Go'}`)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  return count.failed === 0 ? 0 : 1
}

/**
 * @param {{ name: string, workers: number, args: readonly string[] }} part
 * @param {string | undefined} benchUrl
 */
async function runPart({ name, workers, args }, benchUrl) {
  const report = join(results, `vitest-cluster-${name}.json`)
  await rm(report, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runStep(
    process.execPath,
    [vitest, 'run', '--project', 'main', '--maxWorkers', String(workers), ...reporters, ...args],
    { cwd: root, env: { ...process.env, ...(benchUrl ? { BACKOUT_CLUSTER: benchUrl } : {}) } }
  )
  return readVitest(report, code)
}

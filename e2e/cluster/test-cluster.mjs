import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { root } from '../../scripts/setup/folders.mjs'
import { runInPlace } from '../../scripts/setup/run.mjs'
import { main, say } from '../../scripts/setup/say.mjs'
import { readVitest, results, writeTotals } from '../../scripts/totals.mjs'
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

/** @param {string | undefined} benchUrl address of the bench server; without it the drill alone is tested */
async function run(benchUrl) {
  const report = join(results, 'vitest-cluster.json')
  await rm(report, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const filters = process.argv.slice(2)
  const chosen = filters.length > 0 ? filters.map((name) => `e2e/cluster/${name}`) : ['e2e/cluster/']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runInPlace(
    process.execPath,
    [vitest, 'run', '--project', 'main', '--maxWorkers', '6', ...reporters, ...chosen],
    { cwd: root, env: { ...process.env, ...(benchUrl ? { BACKOUT_CLUSTER: benchUrl } : {}) } }
  )
  const count = await readVitest(report, code)
  await writeTotals('cluster', count)
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  say(`targets: drill${benchUrl ? `, cluster (${programs.join(', ')})` : '; cluster skipped, because there is no Go'}`)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  return count.failed === 0 && code === 0 ? 0 : 1
}

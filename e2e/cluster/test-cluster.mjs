import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { root } from '../../scripts/setup/folders.mjs'
import { runInPlace } from '../../scripts/setup/run.mjs'
import { main, say } from '../../scripts/setup/say.mjs'
import { readVitest, results, writeTotals } from '../../scripts/totals.mjs'
import { serveBench } from './bench-server.mjs'
import { ensureBinaries, hasGo } from './build.mjs'
import { startControlPlane } from './control-plane.mjs'
import { versions } from './versions.mjs'

const onlyWithGo = [
  'the same requests and kubectl commands on a real kube-apiserver, compared with the drill’s answers',
  'the console’s scenarios on the real cluster through the headless host',
  'PromQL answers of the drill against Prometheus',
  'command fidelity: every logged command with kubectl through a recording proxy',
  'the timelines of docs/evidence against a real Flagger',
  'endings of the control plane: SIGTERM, SIGINT, and its parent killed'
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
  const cluster = withCluster ? await startCluster() : undefined
  try {
    return await run(cluster)
  } finally {
    await cluster?.stop()
  }
})

async function startCluster() {
  await ensureBinaries()
  const cluster = await startControlPlane()
  const bench = await serveBench(cluster)
  return {
    url: bench.url,
    async stop() {
      bench.close()
      await cluster.stop()
    }
  }
}

async function run(cluster) {
  const report = join(results, 'vitest-cluster.json')
  await rm(report, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const filters = process.argv.slice(2)
  const chosen = filters.length > 0 ? filters.map((name) => `e2e/cluster/${name}`) : ['e2e/cluster/']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runInPlace(
    process.execPath,
    [vitest, 'run', '--project', 'main', '--maxWorkers', '6', ...reporters, ...chosen],
    { cwd: root, env: { ...process.env, ...(cluster ? { BACKOUT_CLUSTER: cluster.url } : {}) } }
  )
  const count = await readVitest(report, code)
  await writeTotals('cluster', count)
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  say(`targets: drill${cluster ? `, cluster (${programs.join(', ')})` : '; cluster skipped, because there is no Go'}`)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  return count.failed === 0 && code === 0 ? 0 : 1
}

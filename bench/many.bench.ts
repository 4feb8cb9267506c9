import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasGo } from '../e2e/cluster/go-program.mjs'
import { startControlPlane, type ControlPlane } from '../e2e/cluster/control-plane.mjs'
import { timeBound, timeLoop } from '../e2e/cluster/evidence/bulk/bulk-baseline.mjs'
import { listAndPatch, listGuardAndPatch } from '../e2e/cluster/evidence/bulk/list-and-patch.mjs'
import { count, countAt, makeServices, namespace, release } from '../e2e/cluster/evidence/bulk/services.mjs'
import type { Plan } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { asking } from '../src/main/console/testing/asking.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import type { BenchContext, Finding, Measure } from './measure.ts'
import { scratchOnDisk } from './scratch-on-disk.ts'

/** How long anything here may take, milliseconds. */
const patienceMs = 120_000

/**
 * 200 Deployments of one namespace back to revision 1: the console's plan with every guard and dry run, its marks, looks, intents
 * and outcomes, until the last outcome stands in the journal, beside the procedure's shell loop of `kubectl rollout undo`, on one
 * control plane one after the other. The window in which a person may cancel is left out; what is checked in it is not. What the
 * server needs for the requests alone is said beside it.
 */
async function manyBesideLoop({ root, say }: BenchContext): Promise<Finding> {
  if (!(await hasGo())) return { unavailable: 'the control plane is built from Go modules, and Go is not installed' }
  const cluster = await startControlPlane()
  const folder = await scratchOnDisk(root, 'bench-many-')
  try {
    await makeServices(cluster)
    const loop = await timeLoop(cluster)
    say(`${count} Deployments by the loop: ${loop.seconds} s`)
    await release(cluster, '1.1.0')
    const ours = await timeConsole(cluster, folder, say)
    for (const [what, way] of [
      ['one patch each', listAndPatch],
      ['a dry run, a mark, a look and a patch each', listGuardAndPatch]
    ] as const) {
      await release(cluster, '1.1.0')
      say(`${(await timeBound(cluster, way)).seconds} s by bare requests, ${what}`)
    }
    return { value: ours, baseline: loop.seconds }
  } finally {
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Seconds that the console takes, without the window in which a person may cancel. */
async function timeConsole(cluster: ControlPlane, folder: string, say: (line: string) => void): Promise<number> {
  await mkdir(join(folder, 'journal'), { recursive: true, mode: 0o700 })
  const backout = createConsole(await portsFor(cluster, folder))
  const feeds = watchFeeds(backout)
  const ask = asking(() => backout)
  try {
    await feeds.until('an open environment', patienceMs, ({ shell, services }) => {
      if (shell.failure) throw new Error(shell.failure.message)
      return services?.rows.state === 'value' ? true : undefined
    })
    await ask('service.open', { ref: { namespace, name: nameOf(0) } })
    await feeds.until('the services', patienceMs, ({ services, service }) => {
      const rows = services?.rows.state === 'value' ? services.rows.value : []
      return rows.length === count && service?.revisions.state === 'value' ? true : undefined
    })
    const usedBefore = process.cpuUsage()
    const planAt = performance.now()
    const plan = await planned(feeds, () => ask('plan.prepare', { lever: 'manyServices', choice: everyService }))
    const planMs = performance.now() - planAt
    const runMs = await played(backout, feeds, plan)
    const { user, system } = process.cpuUsage(usedBefore)
    const done = await countAt(cluster.api, '1.0.0')
    if (done !== count) throw new Error(`${done} of ${count} went back`)
    say(
      `${plan.steps.length} steps: planned in ${shown(planMs)}, changed in ${shown(runMs)} after the cancel window; ${shown((user + system) / 1_000)} of our processor`
    )
    return (planMs + runMs) / 1_000
  } finally {
    feeds.close()
    await backout.close()
  }
}

/** Each to the revision that the loop brought back, as a person who takes every row. */
const everyService = {
  services: Array.from({ length: count }, (_, index) => `${nameOf(index)}:3`).join(',')
}

function nameOf(index: number): string {
  return `svc-${String(index).padStart(3, '0')}`
}

async function planned(feeds: FeedWatcher, prepare: () => Promise<unknown>): Promise<Plan> {
  await prepare()
  return feeds.until('a plan', patienceMs, ({ decision }) => {
    if (decision.failure) throw new Error(decision.failure.message)
    return decision.plan?.lever === 'manyServices' ? decision.plan : undefined
  })
}

/** Milliseconds from the end of the cancel window until every change has its outcome. */
async function played(backout: Console, feeds: FeedWatcher, { id: planId, digest, steps }: Plan): Promise<number> {
  if (steps.length !== count) throw new Error(`the plan has ${steps.length} steps`)
  const { runId } = await asking(() => backout)('run.approve', { planId, digest })
  // Once it has passed, a run says no more until when it could be cancelled.
  const armedUntilMs = await feeds.until('the cancel window', patienceMs, ({ run: seen }) =>
    seen?.id === runId && seen.armedUntil !== null ? Date.parse(seen.armedUntil) : undefined
  )
  const run = await feeds.until('the last outcome', patienceMs, ({ run: seen }) => {
    if (seen?.id !== runId || seen.attempts.length < count) return undefined
    return seen.attempts.every(({ outcome }) => outcome !== null) ? seen : undefined
  })
  const endedAtMs = Date.now()
  const failed = run.attempts.filter(({ outcome }) => outcome !== 'succeeded')
  if (failed.length > 0) throw new Error(`${failed.length} did not succeed: ${failed[0]?.failure?.message}`)
  return endedAtMs - armedUntilMs
}

async function portsFor({ server, ca, tokens }: ControlPlane, folder: string) {
  const file = join(folder, 'kubeconfig')
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: 'operator', user: { token: tokens.operator } }],
    contexts: [{ name: 'operator', context: { cluster: 'cluster', user: 'operator' } }]
  }
  await writeFile(file, JSON.stringify(config), { mode: 0o600 })
  return consolePorts(folder, { env: {}, launch: { kind: 'kubeconfig', file, context: 'operator', namespace } })
}

const shown = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

export const measures: readonly Measure[] = [{ name: 'many-200', unit: 's', goal: 0.05, run: manyBesideLoop }]

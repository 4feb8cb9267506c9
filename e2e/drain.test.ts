import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ClockView } from '../src/contract/index.ts'
import { watchFeeds } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { startDrill } from './drill.ts'
import { asOperator } from './operator.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// A release on trial is drained by weights in the drill, whose users follow the VirtualServices.

interface Routes {
  readonly spec: { readonly http: readonly { readonly route?: readonly { readonly weight?: number }[] }[] }
}

const patienceMs = 120_000
const lever = 'trafficDrain'

async function opened(scenario: string) {
  await ensureBuild()
  const dir = await mkdtemp(join(tmpdir(), 'backout-drain-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const drill = await startDrill({ scenario, seed: 7, speed: 10 })
  onTestFinished(() => drill.stop())
  const { namespace, deployment } = await readTruth(drill)
  const launch = {
    kind: 'kubeconfig',
    file: drill.kubeconfig,
    context: 'operator',
    namespace,
    workload: { name: deployment }
  } as const
  const homeClock = drill.clock as ClockView
  const backout = createConsole(consolePorts(dir, { homeClock, operator: 'mira', env: {}, launch }))
  onTestFinished(() => backout.close())
  const feeds = watchFeeds(backout)
  onTestFinished(() => feeds.close())
  return { backout, feeds, drill }
}

it('users leave a failing release, and what was counted proves it', { timeout: 300_000 }, async () => {
  const { backout, feeds, drill } = await opened('canary-failing-30')
  const judged = await feeds.until('the routes', patienceMs, ({ decision }) =>
    decision.levers.find(({ id, options }) => id === lever && options.length > 0)
  )
  expect(judged.present).toMatchObject({ state: 'value' })
  const panel = await feeds.until('the panel', patienceMs, ({ service }) =>
    service?.panels.find(({ id, parts }) => id === 'traffic' && JSON.stringify(parts).includes('Observed'))
  )
  expect(JSON.stringify(panel.parts)).toMatch(/Configured/)

  const planned = await backout.request('plan.prepare', { lever })
  expect(planned).toMatchObject({ ok: true })
  const plan = await feeds.until('a plan', patienceMs, ({ decision }) =>
    decision.plan?.lever === lever ? decision.plan : undefined
  )
  expect(plan.blocked).toBeUndefined()
  expect(plan.steps.map(({ title }) => title.split(' ')[0])).toEqual(['Suspend', 'Nothing'])
  const approved = await backout.request('run.approve', { planId: plan.id, digest: plan.digest })
  expect(approved).toMatchObject({ ok: true })
  const run = await feeds.until('the end', patienceMs, ({ run: one }) => (one?.state === 'settled' ? one : undefined))
  expect(
    run.checks.find(({ name }) => name === 'traffic'),
    JSON.stringify(run.checks)
  ).toMatchObject({ status: 'True' })
  expect(run).toMatchObject({ proved: true, outcome: 'succeeded' })
  expect(run.debts).toMatchObject([{ text: expect.stringContaining('Resume Canary') as string }])
  // Nobody sends requests to what was drained: those who did are watched where they are now.
  const watch = await feeds.until('a minute of the watch', patienceMs, ({ watches }) =>
    watches.find(({ runId, watchedMs, blindMs }) => runId === run.id && (watchedMs > 60_000 || blindMs > 240_000))
  )
  const into = `${run.ref?.name}-primary`
  expect(watch).toMatchObject({ ref: run.ref, of: { name: into }, phase: 'holding' })
  expect(watch.said).toContain(`${into}: Holding`)
  expect(watch.watchedMs).toBeGreaterThan(watch.blindMs)
  expect((await readReferee(drill.control)).usersRecovered).toBe(true)

  // A colleague moves the weights: what is read of the service is as well as before, and the watch alarms all the same.
  const colleague = await asOperator(drill)
  const { namespace = '', name = '' } = run.ref ?? {}
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${name}`
  const { spec } = await colleague.read<Routes>(path)
  const http = spec.http.map((rule) => ({
    ...rule,
    route: rule.route?.map((to) => ({ ...to, weight: 100 - (to.weight ?? 100) }))
  }))
  await colleague.merge(`${path}?fieldManager=kubectl-edit`, { spec: { http } })
  const alarmed = await feeds.until('an alarm', patienceMs, ({ watches }) =>
    watches.find(({ runId, phase }) => runId === run.id && phase === 'alarm')
  )
  expect(alarmed.alarms.at(-1)?.text).toMatch(
    /^The weights of VirtualService \S+ are not any more as they were proved, last written by kubectl-edit at /
  )
})

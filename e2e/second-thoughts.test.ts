import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Choice, ClockView, LeverOption, Run } from '../src/contract/index.ts'
import { watchFeeds } from '../src/main/autopilot/watch-feeds.ts'
import { agreeingDialogs, consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill } from './drill.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// What an operator may think of after an approval: another rollback, the way back, waiting on, one's own word.

/** How long anything here may take, real milliseconds. */
const patienceMs = 120_000
const lever = 'deploymentRollback'

/** The console on a drill, with the service that is ill opened. */
async function opened(scenario: string, seed: number, dialogs = agreeingDialogs) {
  await ensureBuild()
  const dir = await mkdtemp(join(tmpdir(), 'backout-second-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const drill = await startDrill({ scenario, seed, speed: 20 })
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
  const backout = createConsole(consolePorts(dir, { homeClock, operator: 'mira', env: {}, launch, dialogs }))
  onTestFinished(() => backout.close())
  const feeds = watchFeeds(backout)
  onTestFinished(() => feeds.close())
  await feeds.until('the Deployment', patienceMs, ({ service }) =>
    service?.revisions.state === 'value' && service.ownership.state === 'value' ? true : undefined
  )

  const ask = asking(() => backout)

  /** Plans what is chosen, or what is recommended, approves it, and resolves when its proof has begun. */
  async function rollBack(choice?: Choice, takesBack?: Run): Promise<Run> {
    const continues = takesBack === undefined ? {} : { continues: { runId: takesBack.id, how: 'takeBack' as const } }
    await ask('plan.prepare', { lever, ...(choice === undefined ? {} : { choice }), ...continues })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
    if (choice !== undefined) expect(plan.choice).toEqual(choice)
    await ask('run.approve', { planId: plan.id, digest: plan.digest })
    return runUntil(
      'the proof of the approved plan',
      ({ state, planId }) => state === 'verifying' && planId === plan.id
    )
  }

  const runUntil = (what: string, is: (run: Run) => boolean): Promise<Run> =>
    feeds.until(what, patienceMs, ({ run }) => (run && is(run) ? run : undefined))
  const options = (): readonly LeverOption[] =>
    feeds.value('decision').levers.find(({ id }) => id === lever)?.options ?? []
  const effects = async (): Promise<number> => (await readReferee(drill.control)).effects.length
  const settled = (id: string) => runUntil('the end', (run) => run.id === id && run.state === 'settled')
  return { drill, feeds, ask, rollBack, runUntil, settled, options, effects }
}

const isSettled = ({ state }: Run): boolean => state === 'settled'

it(
  'another rollback is planned and approved while the first is being proved, and both are shown',
  { timeout: 300_000 },
  async () => {
    const { feeds, ask, rollBack, options, effects } = await opened('bad-deploy', 81)
    const first = await rollBack()
    expect(feeds.value('decision').plan, 'an approved plan is used up').toBeNull()
    expect(feeds.value('decision').levers.length, 'the decision is there').toBeGreaterThan(0)
    const other = options().find(({ choice, state }) => state !== 'current' && choice['revision'] === 1)
    const second = await rollBack(other?.choice ?? { revision: 1 })
    expect(second.id).not.toBe(first.id)
    expect(feeds.value('earlierRuns')).toMatchObject([{ id: first.id }])
    expect(await effects()).toBe(2)
    const [earlier] = await feeds.until('the end of the first', patienceMs, ({ earlierRuns }) =>
      earlierRuns.every(isSettled) ? earlierRuns : undefined
    )
    // A second of real time lies between the last reading of a proof and its record at most.
    const changedMs = Date.parse(second.attempts[0]?.startedAt ?? '') + 20_000
    const isLate = Date.parse(earlier?.settledAt ?? '') > changedMs
    expect(isLate && earlier?.proved, 'what another one changed since is not proved').toBe(false)
    if (earlier?.proved === false) {
      expect(earlier.overtaken).toMatchObject({ runId: second.id, title: second.words.title })
      expect((await ask('report.read', {})).markdown).toContain(`by “${second.words.title}”: not proved`)
    }
  }
)

it('a rollback that is taken back does not make the good revision bad', { timeout: 300_000 }, async () => {
  const { feeds, ask, rollBack, settled, options } = await opened('bad-deploy', 82)
  const good = await feeds.until('a recommended revision', patienceMs, ({ decision }) =>
    decision.levers.flatMap((each) => each.options).find(({ state }) => state === 'recommended')
  )
  const bad = options().find(({ state }) => state === 'current')?.choice ?? {}
  const there = await rollBack()
  expect(await settled(there.id)).toMatchObject({ proved: true })
  await ask('run.dismiss', { runId: there.id })
  const back = await rollBack(bad, there)
  await ask('run.abort', { runId: back.id })
  await settled(back.id)
  await ask('run.dismiss', { runId: back.id })
  const standing = await feeds.until('what is known of the good revision', patienceMs, ({ decision }) => {
    const option = decision.levers
      .find(({ id }) => id === lever)
      ?.options.find(({ markable }) => markable === good.markable)
    return option && option.state !== 'current' && option.standing !== 'none' ? option : undefined
  })
  expect(standing.standing).toBe('good')
  expect(standing.evidence.filter(({ source }) => source === 'journal')).toEqual([])
})

it('waiting that was stopped is taken up again, and proved with one change', { timeout: 300_000 }, async () => {
  const { ask, rollBack, settled, effects, runUntil, feeds } = await opened('bad-deploy', 83)
  const { id } = await rollBack()
  await ask('run.abort', { runId: id })
  const stopped = await settled(id)
  expect(stopped).toMatchObject({ outcome: 'succeeded', proved: false })
  expect(stopped.impact).toMatch(/^Not proved: waiting was stopped\. /)
  await ask('run.proveAgain', { runId: id })
  await runUntil('the proof', ({ state }) => state === 'verifying')
  expect(await settled(id)).toMatchObject({ proved: true })
  expect(await effects()).toBe(1)
  const timeline = feeds.value('record').timeline.map(({ text }) => text)
  expect(timeline.filter((text) => text.startsWith('Stopped waiting.'))).toHaveLength(1)
})

it('where nothing is measured the operator’s word counts, as a word', { timeout: 300_000 }, async () => {
  let agrees = false
  const asked: string[] = []
  const confirmTrust: (typeof agreeingDialogs)['confirmTrust'] = async ({ detail }) => {
    asked.push(detail)
    return agrees
  }
  const { ask, rollBack, settled, feeds } = await opened('no-metrics', 84, { ...agreeingDialogs, confirmTrust })
  const { id } = await rollBack({ revision: 1 })
  expect(await settled(id)).toMatchObject({ proved: false })
  await expect(ask('run.attest', { runId: id, note: 'The page says so' })).rejects.toThrow('It was not vouched for.')
  expect(asked).toEqual([expect.stringContaining('The page says so')])
  expect(feeds.value('run')).toMatchObject({ attested: null })
  agrees = true
  await ask('run.attest', { runId: id, note: 'Errors are back at 0.1 % in Grafana' })
  const said = 'Vouched for by mira, not measured by Backout: Errors are back at 0.1 % in Grafana'
  expect(feeds.value('run')).toMatchObject({ proved: false, attested: { by: 'mira' }, impact: said })
  const task = await feeds.until('the tick', patienceMs, ({ checklist }) =>
    checklist.tasks.find(({ id: taskId, state }) => taskId === 'error-ratio' && state === 'done')
  )
  expect(task.hint).toBe('vouched for by mira, not measured')
  expect((await ask('report.read', {})).markdown).toContain(said)
  expect(feeds.value('record').timeline.some(({ text }) => text === said)).toBe(true)
})

it(
  'a restored primary that is waited for no longer is not taken for the bad release: what is left is planned',
  { timeout: 300_000 },
  async () => {
    const { feeds, ask, runUntil, settled } = await opened('bad-promotion', 83)
    await feeds.until('the lever', patienceMs, ({ decision }) =>
      decision.levers.some(({ id, state }) => id === 'canaryRestore' && state === 'recommended') ? true : undefined
    )
    await ask('plan.prepare', { lever: 'canaryRestore' })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
    await ask('run.approve', { planId: plan.id, digest: plan.digest })
    const run = await runUntil('the rollout of the primary', ({ state }) => state === 'waiting')
    await ask('run.abort', { runId: run.id })
    await settled(run.id)
    const level = await feeds.until('a verdict on the restored primary', patienceMs, ({ verdict }) =>
      verdict && ((verdict.wait && 'workload' in verdict.wait) || verdict.level === 'hold') ? verdict.level : undefined
    )
    expect(['wait', 'hold']).toContain(level)
    expect(feeds.value('decision').levers.filter(({ state }) => state === 'recommended')).toEqual([])
    await ask('run.dismiss', { runId: run.id })
    await ask('plan.prepare', { lever: 'canaryRestore', continues: { runId: run.id, how: 'goOn' } })
    const rest = await feeds.until('what is left', patienceMs, ({ decision }) => decision.plan ?? undefined)
    expect(rest.words.title).toMatch(/^Finish bringing revision \d+ of \S+-primary back, which is revision \d+ now$/)
    expect(rest.steps.map(({ id }) => id)).not.toContain('primary')
    await ask('run.approve', { planId: rest.id, digest: rest.digest })
    const finished = await runUntil('its end', ({ planId, state }) => planId === rest.id && state === 'settled')
    expect(finished).toMatchObject({ outcome: 'succeeded', proved: true })
  }
)

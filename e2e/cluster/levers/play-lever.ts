import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check, Choice, ClockView, DecisionView, ServiceRef } from '../../../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../../../src/main/autopilot/watch-feeds.ts'
import { asking } from '../../../src/main/console/testing/asking.ts'
import { agreeingDialogs, consolePorts } from '../../../src/main/console/testing/console-ports.ts'
import { createConsole } from '../../../src/main/console.ts'

/** How long anything here may take, real milliseconds. */
const patienceMs = 240_000
/** A proof waits for readings of a minute and more, and for pods. */
const runPatienceMs = 540_000

/** A service somewhere, as a context of a kubeconfig reaches it. */
export interface Place {
  readonly kubeconfig: string
  readonly context: string
  readonly ref: ServiceRef
  /** Of a drill; wall time when left out. */
  readonly clock?: ClockView
}

/** One pull of a lever. */
export interface Pull {
  readonly lever: string
  /** The lever's own, or the first that can be taken, when left out. */
  readonly choice?: Choice
  /** Nothing of it is sent: its plan is looked at, and cannot be approved. */
  readonly isOnlyPlanned?: true
}

/** What came of it: what both sides must have in common. Names, numbers and times are left out, which are each side's own. */
export interface Pulled {
  readonly lever: string
  readonly steps: readonly string[]
  readonly outcome: string | null
  readonly proved: boolean
  readonly checks: readonly string[]
  /** In whole, for people. */
  readonly told: unknown
}

/**
 * Pulls levers one after the other on one service, each through the console of the headless host: plan, approval, run, proof.
 *
 * @throws Error with what the console said when it comes to no plan
 */
export async function pullLevers(place: Place, pulls: readonly Pull[]): Promise<readonly Pulled[]> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-levers-'))
  const { kubeconfig: file, context, ref } = place
  const launch = { kind: 'kubeconfig', file, context, namespace: ref.namespace } as const
  const homeClock = place.clock === undefined ? {} : { homeClock: place.clock }
  const backout = createConsole(consolePorts(folder, { env: {}, launch, dialogs: agreeingDialogs, ...homeClock }))
  const feeds = watchFeeds(backout)
  const ask = asking(() => backout)
  try {
    await feeds.until('an open environment', patienceMs, ({ shell, services }) => {
      if (shell.failure) throw new Error(shell.failure.message)
      return services?.rows.state === 'value' ? true : undefined
    })
    await ask('service.open', { ref })
    await feeds.until('the service', patienceMs, ({ service }) => {
      if (service?.ref.name !== ref.name) return undefined
      const parts = [service.deployment, service.revisions, service.pods, service.ownership]
      return parts.every(({ state }) => state !== 'loading') ? true : undefined
    })
    const pulled: Pulled[] = []
    for (const pull of pulls) pulled.push(await pullOne(feeds, ask, pull))
    return pulled
  } finally {
    feeds.close()
    await backout.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function pullOne(
  feeds: FeedWatcher,
  ask: ReturnType<typeof asking>,
  { lever, choice, isOnlyPlanned }: Pull
): Promise<Pulled> {
  const wanted = await feeds.until(`${lever} to be there`, patienceMs, ({ decision }) =>
    choiceIn(decision, lever, choice)
  )
  const prepare = () => ask('plan.prepare', { lever, ...(wanted === null ? {} : { choice: wanted }) })
  await prepare()
  let isDue = false
  const plan = await feeds.until(`a plan of ${lever}`, patienceMs, ({ decision }) => {
    const view = decision.levers.find(({ id }) => id === lever)
    if (decision.plan?.lever === lever) return decision.plan
    const { failure } = decision
    if (failure?.code === 'missing' && failure.retryable) {
      // Something is still being read: a person would plan again.
      if (!isDue) setTimeout(() => void prepare().finally(() => (isDue = false)), 1_000)
      isDue = true
      return undefined
    }
    if (failure) throw new Error(`${lever}: ${failure.message}`)
    if (view?.state === 'refused' || view?.state === 'failed') throw new Error(`${lever}: ${view.reason}`)
    return undefined
  })
  const requests = plan.steps.map(({ kind, title, command }) => `${kind} ${wordsOf(command || title)}`)
  if (plan.blocked && isOnlyPlanned === true) {
    const told = { steps: plan.steps, blocked: plan.blocked }
    return { lever, steps: requests, outcome: null, proved: false, checks: [], told }
  }
  if (plan.blocked) throw new Error(`${lever}: ${plan.blocked.message}`)
  const { runId } = await ask('run.approve', { planId: plan.id, digest: plan.digest })
  const run = await feeds.until(`the end of ${lever}`, runPatienceMs, ({ run: seen }) =>
    seen?.id === runId && seen.state === 'settled' ? seen : undefined
  )
  await ask('run.dismiss', { runId })
  return {
    lever,
    steps: requests,
    outcome: run.outcome,
    proved: run.proved,
    checks: run.checks.map(checkOf),
    told: { steps: plan.steps, checks: run.checks, failure: run.failure, impact: run.impact }
  }
}

/** Null for the lever's own; undefined while it cannot be pulled. */
function choiceIn({ levers }: DecisionView, lever: string, choice: Choice | undefined): Choice | null | undefined {
  const view = levers.find(({ id }) => id === lever)
  if (view === undefined || view.present.state === 'loading') return undefined
  if (choice !== undefined) return choice
  const [first] = ['recommended', 'possible'].flatMap(
    (state) => view.options.find((option) => option.state === state) ?? []
  )
  return first?.choice ?? null
}

/** What a command does, without whom it does it to. */
function wordsOf(command: string): string {
  const [, verb = command] = /^kubectl (?:--context \S+ )?(?:-n \S+ )?(.*)$/s.exec(command) ?? []
  return verb.split(' ').slice(0, 2).join(' ').replace(/\/.*$/, '')
}

/** Whether the normal latency of before is known depends on how long the service had been well; it blocks only when it is bad. */
function checkOf({ name, status }: Check): string {
  return `${name}: ${name === 'latency' && status !== 'False' ? 'not bad' : status}`
}

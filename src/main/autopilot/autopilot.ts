import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type {
  Choice,
  DecisionView,
  Feeds,
  LeverView,
  Plan,
  Run,
  ServiceRef,
  Verdict,
  WatchView,
  WireRequest
} from '../../contract/index.ts'
import type { Console } from '../ports/console.ts'
import type { Played } from './result.ts'
import { watchFeeds, type FeedWatcher } from './watch-feeds.ts'

/** Real-time limits of each stage, milliseconds. Simulated time runs inside them, faster or not. */
const limitsMs = { services: 60_000, verdict: 150_000, plan: 60_000, run: 900_000 } as const

/** How long a verdict must hold before it is believed, real milliseconds: one poll of the metrics or more. */
const believedAfterMs = 1_500

/** How long a verdict that is none must hold, real milliseconds: metrics may be late on a busy machine. */
const undecidedMs = 20_000

/** Levels that pass by themselves: the window still holds requests of before somebody's rollback. */
const passing: ReadonlySet<string> = new Set(['wait'])

/** How often a plan is asked for that failed in passing, or knew nothing about any revision, and how long between. */
const mostTries = 3
const betweenTriesMs = 5_000

/** What the autopilot tells about each stage as it happens. */
export type Narrate = (stage: string, text: string) => void

/**
 * Plays an incident the way a careful operator would: finds the service in most trouble, reads the verdict,
 * and approves the plan that the console recommends. It never chooses a revision and never overrides a refusal.
 * What keeps it from going on is told as the reason why it stopped; it does not throw.
 */
export async function playIncident(console: Console, narrate: Narrate): Promise<Played> {
  const watcher = watchFeeds(console)
  try {
    const ref = await findService(watcher, narrate)
    unwrap(await console.request('service.open', { ref }))
    const verdict = await readVerdict(watcher, ref, narrate)
    const isUrgent = isAnyAskedFor(watcher.value('decision').levers)
    if (verdict.level !== 'rollBack' && verdict.level !== 'declareIncident' && !isUrgent) {
      const stopped =
        verdict.level === 'hold'
          ? whyBlind(watcher.value('decision').levers)
          : `the verdict is ${verdict.level}, not to roll back`
      narrate('decide', stopped ?? 'nothing to roll back, so nothing is done')
      return { verdict, plan: null, run: null, requests: new Map(), stopped }
    }
    const first = await act(console, watcher, narrate)
    const why = first.run?.proved === true ? await nextAskedFor(watcher, first.run) : null
    if (why === null) return { verdict, ...first }
    narrate('decide', why)
    return { verdict, ...first, next: await act(console, watcher, narrate) }
  } catch (error) {
    return cutShort(watcher, error)
  } finally {
    watcher.close()
  }
}

/** Rolls one Deployment back to a named revision, whatever the verdict: a rehearsed action, for tests of the action itself. */
/**
 * Waits until what a run proved has been watched to its end, and tells how it stands on the way. Null where nothing is
 * watched, or the end did not come within `withinMs` of real time.
 */
export async function awaitWatch(
  console: Console,
  runId: string,
  withinMs: number,
  narrate: Narrate
): Promise<WatchView['end']> {
  const watcher = watchFeeds(console)
  let told = ''
  try {
    return await watcher.until('the end of the watch', withinMs, ({ watches }) => {
      const watch = watches.find((one) => one.runId === runId)
      if (!watch) return null
      if (watch.said !== told) narrate('watch', (told = watch.said))
      return watch.end ?? undefined
    })
  } catch {
    return null
  } finally {
    watcher.close()
  }
}

export async function playRollback(
  console: Console,
  ref: ServiceRef,
  revision: number,
  narrate: Narrate
): Promise<Played> {
  const watcher = watchFeeds(console)
  try {
    await watcher.until('an open environment', limitsMs.services, ({ shell, services }) => {
      if (shell.failure) throw new Error(shell.failure.message)
      return services?.rows.state === 'value' ? true : undefined
    })
    unwrap(await console.request('service.open', { ref }))
    // What is only proved is in nobody's way.
    const resumed = await watcher.until('what became of what was cut off', limitsMs.run, ({ run, earlierRuns }) =>
      [...earlierRuns, ...(run ? [run] : [])].every(({ state }) => state === 'verifying' || state === 'settled')
        ? { run }
        : undefined
    )
    if (resumed.run) narrate('resume', `run ${resumed.run.id}: ${resumed.run.outcome}`)
    await watcher.until('the Deployment', limitsMs.services, ({ service }) =>
      service?.ref.name === ref.name && isRead(service) ? true : undefined
    )
    return { verdict: watcher.value('verdict'), ...(await act(console, watcher, narrate, { revision })) }
  } catch (error) {
    return cutShort(watcher, error)
  } finally {
    watcher.close()
  }
}

/** Whether a lever is asked for, although the service itself may be well; the console may be planning or refusing it. */
function isAnyAskedFor(levers: readonly LeverView[]): boolean {
  return levers.some(({ state, urgent }) => state === 'recommended' || state === 'planning' || urgent !== undefined)
}

/**
 * Why another lever is asked for, now that what the first one did is proved: users are led elsewhere, and where their data is
 * written still does not answer. Null for none, or when it does not stay so.
 */
async function nextAskedFor(watcher: FeedWatcher, { lever: done }: Run): Promise<string | null> {
  const asked = () =>
    watcher.value('decision').levers.find((one) => one.id !== done && one.state === 'recommended')?.urgent
  const first = asked()
  if (first === undefined) return null
  await delay(believedAfterMs)
  return asked() ?? null
}

/** Why it cannot be said that nothing is to be done: what a lever would change may not be read. */
function whyBlind(levers: readonly LeverView[]): string | null {
  const isBlind = ({ state, present }: LeverView) =>
    state === 'refused' && (present.state === 'forbidden' || present.state === 'unreachable')
  return levers.find(isBlind)?.reason ?? null
}

/** What the console shows when something keeps the autopilot from going on. */
function cutShort(watcher: FeedWatcher, error: unknown): Played {
  return {
    verdict: watcher.value('verdict'),
    plan: watcher.value('decision').plan,
    run: watcher.value('run'),
    requests: new Map(),
    stopped: error instanceof Error ? error.message : String(error)
  }
}

async function findService(watcher: FeedWatcher, narrate: Narrate): Promise<ServiceRef> {
  const row = await watcher.until('a list of services with their errors', limitsMs.services, ({ shell, services }) => {
    if (shell.failure) throw new Error(shell.failure.message)
    if (services?.rows.state === 'forbidden') throw new Error(services.rows.failure.message)
    if (services?.rows.state !== 'value') return undefined
    const [first] = services.rows.value
    const isLoading = first?.errorRatio.state === 'unknown' && first.errorRatio.why === 'loading'
    return first && !isLoading ? first : undefined
  })
  narrate('detect', `${row.ref.namespace}/${row.ref.name}: ${row.troubleText || 'no trouble'}`)
  return row.ref
}

async function readVerdict(watcher: FeedWatcher, ref: ServiceRef, narrate: Narrate): Promise<Verdict> {
  let candidate: { readonly key: string; readonly sinceMs: number } | null = null
  const verdict = await watcher.until('a settled verdict', limitsMs.verdict, ({ service, verdict: judged }) => {
    if (!judged?.isComplete || service?.ref.name !== ref.name || !isRead(service)) return undefined
    if (passing.has(judged.level)) {
      candidate = null
      return undefined
    }
    const key = `${judged.level} ${judged.row}`
    if (candidate?.key !== key) candidate = { key, sinceMs: Date.now() }
    const believedMs = judged.level === 'watch' ? undecidedMs : believedAfterMs
    return Date.now() - candidate.sinceMs >= believedMs ? judged : undefined
  })
  narrate('decide', `${verdict.lead} ${verdict.rest}`)
  return verdict
}

/** Whether every panel has an answer, be it a value or the reason that there is none. */
function isRead(service: NonNullable<Feeds['service']>): boolean {
  const own = [service.deployment, service.revisions, service.pods, service.ownership, service.prometheus]
  const panels = [...own, ...service.panels.map(({ parts }) => parts)]
  if (panels.some((panel) => panel.state === 'loading')) return false
  const measures = service.signals.flatMap(({ measure, normal }) => [measure, normal])
  return measures.every((measure) => measure.state === 'known' || measure.why !== 'loading')
}

/** Pulls the lever that the console recommends, or the one that has what is to be chosen. */
async function act(
  console: Console,
  watcher: FeedWatcher,
  narrate: Narrate,
  choice?: Choice
): Promise<Omit<Played, 'verdict'>> {
  const decision = await decide(console, watcher, narrate, choice)
  const { plan } = decision
  const stopped = whyStopped(decision)
  if (stopped !== null || !plan) {
    narrate('plan', stopped ?? 'no plan')
    const grant = plan?.blocked?.grant ?? decision.failure?.grant
    if (grant) narrate('plan', `the smallest role that would allow it:\n${grant}`)
    return { plan, run: null, requests: new Map(), stopped: stopped ?? 'no plan' }
  }
  for (const { command, title } of plan.steps) narrate('plan', command || title)
  for (const { status, text } of plan.guards) if (status === 'warning') narrate('plan', text)
  const requests = await requestsOf(console, plan)
  const run = await approve(console, watcher, plan, narrate)
  return { plan, run, requests, stopped: null }
}

/** Has a plan made; where the way to it may have failed in passing, asks for it again as an operator would. */
async function decide(
  console: Console,
  watcher: FeedWatcher,
  narrate: Narrate,
  choice?: Choice
): Promise<DecisionView> {
  let candidate: { readonly id: string; readonly sinceMs: number } | null = null
  const lever = await watcher.until('a lever', limitsMs.plan, ({ decision: { levers } }) => {
    const id = leverFor(levers, choice)?.id
    if (id === undefined) return undefined
    if (candidate?.id !== id) candidate = { id, sinceMs: Date.now() }
    // The other services may be read a moment after this one.
    return choice !== undefined || Date.now() - candidate.sinceMs >= believedAfterMs ? id : undefined
  })
  for (let tries = 1; ; tries += 1) {
    unwrap(await console.request('plan.prepare', { lever, ...(choice === undefined ? {} : { choice }) }))
    const decision = await watcher.until('a plan or the reason for none', limitsMs.plan, ({ decision: seen }) =>
      isDecided(seen, lever) ? seen : undefined
    )
    if (tries === mostTries || !mayPass(decision, lever)) return decision
    narrate('plan', `${whyStopped(decision)} Trying again.`)
    await delay(betweenTriesMs)
  }
}

/** Whether the next plan may come out otherwise: the server or the metrics did not answer. */
function mayPass({ levers, plan, failure }: DecisionView, lever: string): boolean {
  if (plan) return plan.blocked?.retryable ?? false
  return failure?.retryable ?? levers.some(({ id, state }) => id === lever && state === 'needsChoice')
}

function isDecided({ levers, plan, failure }: DecisionView, id: string): boolean {
  const lever = levers.find((one) => one.id === id)
  return plan !== null || failure !== null || (lever !== undefined && lever.state !== 'planning')
}

function whyStopped({ levers, plan, failure }: DecisionView): string | null {
  if (plan?.blocked) return plan.blocked.message
  if (plan) return null
  if (failure) return failure.message
  return leverFor(levers)?.reason ?? 'the console offers no plan'
}

/** The recommended lever, or the first one; for a choice the first that has it, or that has others and says so. */
function leverFor(levers: readonly LeverView[], choice?: Choice): LeverView | undefined {
  if (choice) {
    const has = ({ options }: LeverView) => options.some((option) => isDeepStrictEqual(option.choice, choice))
    return levers.find(has) ?? levers.find(({ options }) => options.length > 0)
  }
  // The console may be planning the one that it recommends.
  const [best] = ['recommended', 'planning'].flatMap((state) => levers.find((lever) => lever.state === state) ?? [])
  return best ?? levers.find(({ urgent }) => urgent !== undefined) ?? levers[0]
}

/** What each step will send, by the step's id. */
async function requestsOf(console: Console, { id, steps }: Plan): Promise<Played['requests']> {
  const requests = new Map<string, WireRequest>()
  for (const step of steps) {
    const request = unwrap(await console.request('plan.step', { planId: id, stepId: step.id }))
    if (request) requests.set(step.id, request)
  }
  return requests
}

async function approve(console: Console, watcher: FeedWatcher, plan: Plan, narrate: Narrate): Promise<Run> {
  const { runId } = unwrap(await console.request('run.approve', { planId: plan.id, digest: plan.digest }))
  narrate('approve', `plan ${plan.digest.slice(0, 8)}, run ${runId}`)
  const told = new Set<string>()
  const run = await watcher.until('the end of the run', limitsMs.run, ({ run: seen }) => {
    if (seen?.id !== runId) return undefined
    for (const step of seen.steps) {
      const key = `${step.id} ${step.state}`
      if (step.state === 'todo' || told.has(key)) continue
      told.add(key)
      narrate(seen.state === 'verifying' ? 'verify' : 'execute', `${step.title}: ${step.state} ${step.detail}`.trim())
    }
    return seen.state === 'settled' ? seen : undefined
  })
  for (const check of run.checks) narrate('verify', `${check.title}: ${check.status}. ${check.evidence}`)
  return run
}

function unwrap<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (result.ok) return result.value
  throw new Error(result.failure.message)
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { OtherKind, Plan, Run } from '../../src/contract/index.ts'
import type { FeedWatcher } from '../../src/main/autopilot/watch-feeds.ts'
import { watchFeeds } from '../../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { createConsole } from '../../src/main/console.ts'
import type { Console, Launch } from '../../src/main/ports/console.ts'
import type { Bench } from '../cluster/bench.ts'

const patienceMs = 90_000
/** A proof waits until only requests after the change are counted, and looks several times. */
const provedWithinMs = 300_000

export interface OpenConsole {
  readonly backout: Console
  readonly feeds: FeedWatcher
}

/** How long that may take on a busy machine. */
export const closedWithinMs = 60_000
const closers: (() => Promise<void>)[] = []

/** Ends every console that was opened; the last thing that a file of tests does. */
export async function closeConsoles(): Promise<void> {
  for (const close of closers.splice(0)) await close()
}

/** The headless console as the operator, opened at a workload, until \`closeConsoles\`. */
export async function openConsole(
  bench: Bench,
  namespace: string,
  name: string,
  kind?: OtherKind
): Promise<OpenConsole> {
  const dir = await mkdtemp(join(tmpdir(), 'backout-traffic-'))
  const file = bench.kubeconfigs['operator'] ?? ''
  const launch: Launch = { kind: 'kubeconfig', file, context: 'operator', namespace, workload: { name } }
  const backout = createConsole(consolePorts(dir, { operator: 'mira', env: {}, launch }))
  const feeds = watchFeeds(backout)
  closers.push(async () => {
    feeds.close()
    await backout.close()
    await rm(dir, { recursive: true, force: true })
  })
  if (kind !== undefined) {
    await feeds.until('the list', patienceMs, ({ services }) =>
      services?.rows.state === 'value' && services.rows.value.some(({ ref }) => ref.kind === kind) ? true : undefined
    )
    expect(await backout.request('service.open', { ref: { namespace, name, kind } })).toMatchObject({ ok: true })
  }
  return { backout, feeds }
}

/** The plan of a lever, once it can be pulled: what it is chosen by is what it offers first, or what is given. */
export async function planOf(
  { backout, feeds }: OpenConsole,
  lever: string,
  choice?: Record<string, string | number | boolean>
): Promise<Plan> {
  await feeds.until(`${lever} to be judged`, patienceMs, ({ service, decision }) => {
    const isRead = [service?.deployment, service?.revisions, service?.ownership].every(
      (part) => part?.state === 'value'
    )
    if (!isRead) return undefined
    return decision.levers.find(
      ({ id, state }) => id === lever && ['fits', 'recommended', 'possible', 'offered', 'planning'].includes(state)
    )
  })
  const asked = await backout.request('plan.prepare', { lever, ...(choice === undefined ? {} : { choice }) })
  expect(asked, JSON.stringify(asked)).toMatchObject({ ok: true })
  return feeds.until(`a plan of ${lever}`, patienceMs, ({ decision }) => {
    if (decision.failure) throw new Error(decision.failure.message)
    return decision.plan?.lever === lever ? decision.plan : undefined
  })
}

export interface Pulled {
  /** When it was approved, Unix milliseconds: before the request of the approval left. */
  readonly approvedAt: number
  /** Resolves once the run is settled. */
  readonly settled: Promise<Run>
}

/** A plan is made anew whenever what it is about has changed, as a Canary does at each check: so often it is taken anew. */
const mostTries = 5

/** Approves a plan, or the newer one of the same lever that has come in its place. */
export async function approve({ backout, feeds }: OpenConsole, first: Plan): Promise<Pulled> {
  let plan = first
  let approvedAt = 0
  for (let tries = 1; ; tries += 1) {
    expect(plan.blocked).toBeUndefined()
    approvedAt = Date.now()
    const approved = await backout.request('run.approve', { planId: plan.id, digest: plan.digest })
    if (approved.ok) break
    if (tries === mostTries) throw new Error(approved.failure.message)
    const old = plan
    plan = await feeds.until('a newer plan', patienceMs, ({ decision }) =>
      decision.plan?.lever === old.lever && decision.plan.id !== old.id ? decision.plan : undefined
    )
  }
  const settled = feeds.until('the end of the run', provedWithinMs, ({ run }) =>
    run?.state === 'settled' ? run : undefined
  )
  // Who waits for something else first hears of its failure later.
  settled.catch(() => undefined)
  return { approvedAt, settled }
}

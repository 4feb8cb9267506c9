import { expect } from 'vitest'
import type { Plan, Run } from '../../src/contract/index.ts'
import { approve, planOf, type OpenConsole, type Pulled } from './console.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { until } from './until.ts'
import { countByVersion, type Answer, type Users } from './users.ts'
import type { Way } from './ways.ts'
import { badTag, goodTag, type World } from './worlds.ts'

/**
 * From an approval until the last request that the bad version answers, milliseconds. The mesh itself takes 0.1 s; the
 * bounds are wide, for a machine that is busy with other things. Beside a crowd pods wait in line with those of 200 others.
 */
const boundMs = { alone: 30_000, inCrowd: 120_000 }
const perSecond = 50
/** Nobody on the bad version for so long: the next lever is pulled, so that each is alone. */
const quietMs = 5_000

/** A lever that was pulled, while its users go on: without requests nothing is proved. */
export interface PulledWay extends Pulled {
  readonly plan: Plan
  readonly users: Users
  /** Its steps that have begun, each with its begin and its end, milliseconds since the approval; null where it goes on. */
  readonly steps: readonly (readonly [id: string, beganMs: number, endedMs: number | null])[]
}

/** Pulls a lever under users, and waits until none of them is on the bad version any more. */
export async function pullWay({ lever, choice }: Way, world: World, console: OpenConsole): Promise<PulledWay> {
  const { client, call, besides } = world
  const users = client.users(call, perSecond, besides)
  const plan = await planOf(console, lever, typeof choice === 'function' ? await choice(world) : choice)
  await until('users on both sides of now', async () => users.answers.length > perSecond)
  const pulled = await approve(console, plan)
  await until(`nobody on the bad version any more, by ${lever}`, async () => {
    const quietSince = Math.max(pulled.approvedAt, ...users.answers.filter(isBad).map(({ sentAt }) => sentAt))
    return Date.now() - quietSince > quietMs
  })
  return { ...pulled, plan, users, steps: stepsOf(console.feeds.value('run')?.steps ?? [], pulled.approvedAt) }
}

function stepsOf(steps: Run['steps'], sinceMs: number): PulledWay['steps'] {
  return steps.flatMap(({ id, startedAt, endedAt }) =>
    startedAt === null
      ? []
      : [[id, Date.parse(startedAt) - sinceMs, endedAt === null ? null : Date.parse(endedAt) - sinceMs] as const]
  )
}

/**
 * Ends the users of a lever, keeps what they saw as evidence, and holds it against the bound.
 *
 * @param run what became of it; null where its proof is not waited for
 * @param options what was measured of the crowd beside it, where there was one
 */
export async function keepWay(
  id: string,
  { plan, users, steps, approvedAt }: PulledWay,
  run: Run | null,
  { inCrowd = null }: { readonly inCrowd?: Readonly<Record<string, unknown>> | null } = {}
): Promise<void> {
  const answers = await users.stop()
  const lastBadMs = lastAnsweredBy(answers, badTag, approvedAt)
  const after = countByVersion(answers.filter(({ sentAt }) => sentAt > approvedAt + lastBadMs))
  await keep(id, {
    lastBadMs,
    takesEffectMs: plan.takesEffectMs,
    unanswered: answers.filter(({ version }) => version === '').length,
    steps,
    ...inCrowd,
    ...(run === null ? {} : { outcome: run.outcome, proved: run.proved }),
    seconds: bySecond(answers, approvedAt)
  })
  // Somebody was on it before, or nothing is measured.
  expect(answers.some((answer) => isBad(answer) && answer.sentAt < approvedAt)).toBe(true)
  expect(lastBadMs).toBeLessThan(inCrowd === null ? boundMs.alone : boundMs.inCrowd)
  expect(Object.keys(after)).toEqual([goodTag])
}

function isBad({ version }: Answer): boolean {
  return version === badTag
}

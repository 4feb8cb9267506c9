import type { TrafficBench } from './bench.ts'
import { approve, openConsole, planOf, type OpenConsole } from './console.ts'
import { countByVersion, type Answer, type Users } from './users.ts'
import type { Way } from './ways.ts'
import { badTag, goodTag, type World } from './worlds.ts'
import type { Choice, Plan } from '../../src/contract/index.ts'

const perSecond = 50

/** A service under users, and a console that is opened at it. */
export interface Begun {
  readonly world: World
  readonly users: Users
  readonly console: OpenConsole
}

/** Users come, and somebody looks. */
export async function begin(bench: TrafficBench, world: World, { on, kind }: Pick<Way, 'on' | 'kind'>): Promise<Begun> {
  const console = await openConsole(bench, world.namespace, on, kind)
  return { world, console, users: world.client.users(world.call, perSecond) }
}

/** Plans a lever and approves it. */
export async function pull({ console }: Begun, lever: string, choice?: Choice): Promise<Plan> {
  const plan = await planOf(console, lever, choice)
  await approve(console, plan)
  return plan
}

/** What users were told last, about a second of it. */
export function lately({ users }: Begun): readonly Answer[] {
  return users.answers.slice(-perSecond)
}

/** Which part of them the bad version answered, 0 to 1. */
export function badShare(answers: readonly Answer[]): number {
  return (countByVersion(answers)[badTag] ?? 0) / Math.max(1, answers.length)
}

export const isUnanswered = ({ version }: Answer): boolean => version === ''
export const isGood = ({ version }: Answer): boolean => version === goodTag

/** What a plan says against itself. */
export function warningsOf({ guards, blocked }: Plan): readonly string[] {
  const said = guards.flatMap(({ status, text }) => (status === 'passed' ? [] : [text]))
  return blocked ? [...said, blocked.message] : said
}

import * as z from 'zod/mini'
import type { LeverOption } from '../../../contract/index.ts'
import type { Pair } from './pairs.ts'

/** How many steps a drain has that goes step by step. */
export const stairs = 4

export const drainChoice = z.strictObject({
  away: z.string(),
  into: z.string(),
  /** What stays, percent. */
  left: z.number().check(z.int(), z.minimum(0), z.maximum(100)),
  steps: z.number().check(z.int(), z.minimum(1), z.maximum(10))
})

export type DrainChoice = z.infer<typeof drainChoice>

export function choiceOf({ away, into }: Pick<Pair, 'away' | 'into'>, steps: number): DrainChoice {
  return { away, into, left: 0, steps }
}

/** What can be chosen for two Deployments: all at once, or step by step. */
export function pairOptions(pair: Pair, recommended: DrainChoice | null): readonly LeverOption[] {
  const { away, into, share } = pair
  const option = (steps: number, title: string, text: string): LeverOption => {
    const choice = choiceOf(pair, steps)
    const isRecommended = recommended?.away === away && recommended.into === into && recommended.steps === steps
    return {
      id: `${away} ${into} ${steps}`,
      choice,
      title,
      text,
      tags: [],
      createdAt: '',
      note: '',
      differs: [share === 0 ? 'Copies of requests end' : `${Math.round(100 * share)} % of the requests move`],
      evidence: [],
      standing: 'none',
      state: pair.problem !== null ? 'impossible' : isRecommended ? 'recommended' : 'possible'
    }
  }
  const whyNot = pair.problem ?? ''
  return [
    option(1, `${away} to ${into}, all at once`, whyNot || 'One patch for each route'),
    option(stairs, `${away} to ${into}, in ${stairs} steps`, whyNot || `Each waits until ${into} is well for a minute`)
  ]
}

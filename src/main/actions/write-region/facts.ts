import * as z from 'zod/mini'

/** What a move of the write region is settled by. Names as Azure writes them. */
export const writeRegionFacts = z.strictObject({
  subscription: z.string(),
  group: z.string(),
  account: z.string(),
  /** `planned` catches up first and loses nothing; `offline` takes a region that is down out of the account. */
  how: z.enum(['planned', 'offline']),
  /** Regions as the account writes them. */
  from: z.string(),
  to: z.string(),
  /** All regions by priority, as they have to stand just before. */
  order: z.array(z.string())
})

export type WriteRegionFacts = z.infer<typeof writeRegionFacts>

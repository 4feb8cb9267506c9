import * as z from 'zod/mini'

const side = z.strictObject({ group: z.string(), server: z.string(), location: z.string() })

/** What a failover of a group is settled by. Names as Azure writes them. */
export const failoverGroupFacts = z.strictObject({
  subscription: z.string(),
  failoverGroup: z.string(),
  /** `planned` copies everything first and loses nothing; `forced` waits for nobody. */
  how: z.enum(['planned', 'forced']),
  from: side,
  to: side
})

export type FailoverGroupFacts = z.infer<typeof failoverGroupFacts>

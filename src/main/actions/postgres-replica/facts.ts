import * as z from 'zod/mini'

const server = z.strictObject({ group: z.string(), server: z.string(), location: z.string() })

/** What a switch of a replica and its primary is settled by. Names as Azure writes them. */
export const postgresReplicaFacts = z.strictObject({
  subscription: z.string(),
  /** `planned` waits until the replica has everything and loses nothing; `forced` waits for nobody. */
  how: z.enum(['planned', 'forced']),
  /** The primary and the replica as they were when it was planned. */
  from: server,
  to: server
})

export type PostgresReplicaFacts = z.infer<typeof postgresReplicaFacts>

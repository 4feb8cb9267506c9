import * as z from 'zod/mini'

const status = z.enum(['Enabled', 'Disabled'])

/** What a change of an endpoint's status is settled by. Names as Azure writes them. */
export const endpointFacts = z.strictObject({
  subscription: z.string(),
  group: z.string(),
  profile: z.string(),
  kind: z.enum(['azureEndpoints', 'externalEndpoints', 'nestedEndpoints']),
  name: z.string(),
  to: status,
  /** How the profile has to stand just before. */
  expected: z.strictObject({
    settings: z.string(),
    statuses: z.record(z.string(), status),
    said: z.optional(z.record(z.string(), z.string()))
  }),
  /**
   * When it may be sent: `another` only while another endpoint is proved well, `ill` only while it is ill itself besides,
   * `dark` only when nothing is answered any more, `always` otherwise.
   */
  when: z.enum(['always', 'another', 'ill', 'dark']),
  /** Whether it leaves something to be put back. */
  isOwed: z.boolean()
})

export type EndpointFacts = z.infer<typeof endpointFacts>

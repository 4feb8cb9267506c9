import * as z from 'zod'

const count = z.int().min(0)
const users = z.strictObject({ requests: count, errors: count })
const time = z.iso.datetime()
const target = z.union([
  z.strictObject({
    api: z.literal('kubernetes'),
    cluster: z.string(),
    group: z.string(),
    version: z.string(),
    resource: z.string(),
    subresource: z.string().optional(),
    namespace: z.string(),
    name: z.string(),
    uid: z.string()
  }),
  z.strictObject({ api: z.literal('arm'), cloud: z.enum(['public', 'china', 'usGov']), id: z.string() })
])

/** The shape of `result.json`; `resources/schemas/result.schema.json` is made from it. */
export const resultSchema = z
  .strictObject({
    scenario: z.string(),
    seed: z.int(),
    recovered: z.boolean().describe("The console's own proof and the drill's count of what users saw, both."),
    stopped: z
      .string()
      .nullable()
      .describe('Why the autopilot stopped before the end; null when it acted or when holding was right.'),
    unrecorded: z
      .string()
      .optional()
      .describe('Why the record ends before the run does, as on a full disk; left out where it is whole.'),
    verdict: z
      .strictObject({
        level: z.enum(['hold', 'watch', 'wait', 'prepare', 'rollBack', 'declareIncident']),
        row: z.string().nullable(),
        disagreeing: z.array(z.string())
      })
      .nullable(),
    plan: z
      .strictObject({
        id: z.string(),
        digest: z.string().regex(/^[0-9a-f]{64}$/),
        lever: z.string(),
        choice: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        revision: count.nullable().describe('Null where the lever goes back to no revision.'),
        steps: z.array(z.strictObject({ id: z.string(), command: z.string(), target: target.nullable() }))
      })
      .nullable(),
    steps: z.array(
      z.strictObject({
        command: z.string(),
        request: z
          .strictObject({
            method: z.string(),
            path: z.string(),
            query: z.record(z.string(), z.string()),
            contentType: z.string().optional(),
            body: z.string().optional()
          })
          .nullable(),
        outcome: z.enum(['succeeded', 'noChange', 'conflict', 'failed', 'cancelled', 'unknown']),
        startedAt: time,
        endedAt: time
      })
    ),
    checks: z.array(
      z.strictObject({ name: z.string(), status: z.enum(['True', 'False', 'Unknown']), evidence: z.string() })
    ),
    effects: z
      .array(z.strictObject({ method: z.string(), path: z.string(), status: z.int(), at: time.optional() }))
      .describe(
        'Applied writes that the server itself counted: 2xx, no dry run, no access review, not its own controllers.'
      ),
    userErrors: z.strictObject({ before: users, during: users, after: users }),
    watch: z
      .strictObject({ at: time, how: z.enum(['held', 'alarmed', 'overtaken', 'stopped', 'lost']), text: z.string() })
      .nullable()
      .optional()
      .describe('How the watch after the proof ended; left out where it was not waited for.')
  })
  .meta({ title: 'The result of one played drill', $id: 'result.schema.json' })

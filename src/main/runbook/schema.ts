import * as z from 'zod/mini'

const text = z.string().check(z.minLength(1), z.maxLength(2_000))
const slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens'))

const task = z.strictObject({
  id: slug,
  phase: text,
  title: text,
  help: z._default(z.string(), ''),
  action: z._default(z.enum(['manual', 'read', 'plan', 'watch']), 'manual'),
  commands: z._default(z.array(text), []),
  /** The check of a run that ticks this task by itself when it is True; `watchHeld`: the watch after it
   * having been quiet for its whole time does; `reportSaved`: saving the report does; `changesSeen`: having looked at what changed
   * before the first crossing does. */
  provedBy: z.optional(
    z.enum([
      'outcome',
      'rollout',
      'pods',
      'errorRatio',
      'traffic',
      'primary',
      'weights',
      'values',
      'reconciler',
      'suspension',
      'gone',
      'profile',
      'dataDecided',
      'endpoint',
      'authority',
      'resolvers',
      'account',
      'gateway',
      'watchHeld',
      'reportSaved',
      'changesSeen'
    ])
  )
})

/** A procedure as it is written in YAML. */
export const runbookSchema = z.strictObject({
  id: slug,
  title: text,
  subtitle: z._default(z.string(), ''),
  /** Ids of the levers that it is the procedure of. */
  levers: z._default(z.array(text), []),
  tasks: z.array(task).check(z.minLength(1))
})

export type Runbook = z.infer<typeof runbookSchema>
export type RunbookTask = Runbook['tasks'][number]

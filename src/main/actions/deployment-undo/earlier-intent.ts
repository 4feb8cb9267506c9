import * as z from 'zod/mini'
import type { Mutation } from '../../ports/action.ts'
import type { JournalRecord } from '../../ports/journal.ts'
import { undoFacts, type UndoFacts } from '../../providers/kubernetes/undo-target.ts'

const text = z.string()

/**
 * What an intent said before there were several actions. There was one thing to do, and its intents were called after who
 * had it done, in one word, where actions have names with hyphens now; the target was that of the plan, with its facts in
 * it. By that form it is told, and by nothing else.
 */
const schema = z.object({
  action: text.check(z.regex(/^[A-Za-z]+\/1$/)),
  identity: text,
  command: text,
  request: z.object({
    method: z.literal('PATCH'),
    path: text,
    query: z.record(text, text),
    contentType: text,
    body: text
  }),
  target: z.extend(undoFacts, { uid: text })
})

/** Reads such an intent back; null when it is none. */
export function earlierIntent(body: JournalRecord['body']): Mutation<UndoFacts> | null {
  const parsed = schema.safeParse(body)
  if (!parsed.success) return null
  const { identity, command, request, target } = parsed.data
  const { uid, ...facts } = target
  const { namespace, name } = facts.ref
  const deployment = { api: 'kubernetes', group: 'apps', version: 'v1', resource: 'deployments' } as const
  return { target: { ...deployment, cluster: identity, namespace, name, uid }, facts, request, command }
}

import * as z from 'zod/mini'
import type { Target } from '../../contract/index.ts'
import type { Actions, Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** An intent as it is read back from the journal. */
export interface RecordedIntent {
  readonly record: JournalRecord
  readonly intentId: string
  readonly attemptId: string
  readonly runId: string
  readonly planId: string
  readonly stepId: string | null
  /** Of the cluster. */
  readonly identity: string
  /** Wall-clock milliseconds after which the request cannot arrive any more. */
  readonly deadlineAtMs: number
  /** Id of the action, which settles it; null when this version does not know it, and its target is only held. */
  readonly action: string | null
  /** Null when it cannot be read back. */
  readonly mutation: Mutation | null
}

const text = z.string()
const target: z.ZodMiniType<Target> = z.union([
  z.object({
    api: z.literal('kubernetes'),
    cluster: text,
    group: text,
    version: text,
    resource: text,
    subresource: z.exactOptional(text),
    namespace: text,
    name: text,
    uid: text
  }),
  z.object({ api: z.literal('arm'), cloud: z.enum(['public', 'china', 'usGov']), id: text })
])

const intentSchema = z.object({
  intentId: text,
  attemptId: text,
  runId: text,
  planId: text,
  identity: text,
  deadlineAt: text
})

const mutationSchema = z.object({
  action: text,
  target,
  facts: z.unknown(),
  command: text,
  request: z.object({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: text,
    query: z.record(text, text),
    contentType: z.exactOptional(text),
    body: z.exactOptional(text)
  })
})

/**
 * Reads an intent back. One of ours that no action understands, such as one of a newer version, still says which run and
 * attempt it is about: it is unsettled, and holds its target. Null when it does not even say that.
 */
export function recordedIntent(record: JournalRecord, actions: Actions): RecordedIntent | null {
  const { body } = record
  const parsed = intentSchema.safeParse(body)
  if (!parsed.success) return null
  const { deadlineAt, ...rest } = parsed.data
  const stepId = typeof body['stepId'] === 'string' ? body['stepId'] : null
  const known = mutationIn(body, actions)
  const { action = null, mutation = null } = known ?? {}
  return { ...rest, record, stepId, deadlineAtMs: Date.parse(deadlineAt) || 0, action, mutation }
}

/** What a record says that an intent is about, also where its action is not understood; null when that is missing. */
export function targetIn(body: JournalRecord['body']): Target | null {
  const parsed = target.safeParse(body['target'])
  return parsed.success ? parsed.data : null
}

function mutationIn(
  body: JournalRecord['body'],
  actions: Actions
): { readonly action: string; readonly mutation: Mutation } | null {
  for (const action of actions.values()) {
    const mutation = action.earlier?.(body)
    if (mutation) return { action: action.id, mutation }
  }
  const parsed = mutationSchema.safeParse(body)
  if (!parsed.success) return null
  const [id = '', version = ''] = parsed.data.action.split('/')
  const action = actions.get(id)
  if (!action || Number(version) !== action.version) return null
  const facts = action.facts.safeParse(parsed.data.facts)
  if (!facts.success) return null
  const { target: changed, command, request } = parsed.data
  return { action: id, mutation: { target: changed, facts: facts.data, command, request } }
}

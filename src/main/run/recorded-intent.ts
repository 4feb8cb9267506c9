import * as z from 'zod/mini'
import type { Target } from '../../contract/index.ts'
import type { Actions, Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** An intent as it is read back from the journal; empty where it does not say. */
export interface RecordedIntent {
  readonly record: JournalRecord
  readonly intentId: string
  readonly attemptId: string
  readonly runId: string
  readonly planId: string
  readonly stepId: string | null
  /** Of the cluster; null when the record does not say: it may be any. */
  readonly identity: string | null
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
 * Reads an intent back. One that no action of this version understands, such as one of a newer version, is never passed
 * over: it is unsettled, and holds its target.
 */
export function recordedIntent(record: JournalRecord, actions: Actions): RecordedIntent {
  const { body, seq } = record
  const said = (name: string): string | null => {
    const value = body[name]
    return typeof value === 'string' ? value : null
  }
  const known = recordedMutation(body, actions)
  return {
    record,
    intentId: said('intentId') ?? '',
    attemptId: said('attemptId') ?? `entry ${seq}`,
    runId: said('runId') ?? '',
    planId: said('planId') ?? '',
    stepId: said('stepId'),
    identity: said('identity'),
    deadlineAtMs: Date.parse(said('deadlineAt') ?? '') || 0,
    action: known?.action ?? null,
    mutation: known?.mutation ?? null
  }
}

/** What a record says that an intent is about, also where its action is not understood; null when that is missing. */
export function targetIn(body: JournalRecord['body']): Target | null {
  const parsed = target.safeParse(body['target'])
  return parsed.success ? parsed.data : null
}

/** What a record says that was sent, or needed no sending, and by which action; null when that is not understood. */
export function recordedMutation(
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

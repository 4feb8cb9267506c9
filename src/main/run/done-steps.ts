import type { Actions, Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { recordedIntent, recordedMutation } from './recorded-intent.ts'

/** What was done and took effect, with the action that did it. */
export interface DoneStep {
  readonly stepId: string
  readonly action: string
  readonly mutation: Mutation
  readonly before: unknown
  /** When the other side took it, ISO on its clock. */
  readonly changedAt: string
}

/** Steps that took effect or had nothing to do, as the records say. */
export function doneSteps(actions: Actions, records: readonly JournalRecord[]): readonly DoneStep[] {
  const intents = new Map(
    records.flatMap((record) => {
      const intent = record.kind === 'intent' ? recordedIntent(record, actions) : null
      return intent ? [[intent.attemptId, intent] as const] : []
    })
  )
  return records.flatMap(({ kind, body, t }): readonly DoneStep[] => {
    if (body['outcome'] !== 'succeeded' && body['outcome'] !== 'noChange') return []
    const { changedAt, serverAt, stepId: about } = body
    const at = typeof changedAt === 'string' ? changedAt : typeof serverAt === 'string' ? serverAt : t
    if (kind === 'note') {
      const already = recordedMutation(body, actions)
      return already ? [{ stepId: String(about), ...already, before: null, changedAt: at }] : []
    }
    const intent = kind === 'outcome' || kind === 'reconcile' ? intents.get(String(body['attemptId'])) : undefined
    if (!intent?.mutation || intent.action === null) return []
    const { stepId, action, mutation, record } = intent
    return [{ stepId: stepId ?? '', action, mutation, before: record.body['before'], changedAt: at }]
  })
}

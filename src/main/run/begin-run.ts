import * as z from 'zod/mini'
import { otherKinds, type Run, type RunStep } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

const text = z.string()
const ref = z.object({ namespace: text, name: text, kind: z.exactOptional(z.enum(otherKinds)) })
const choice = z.record(text, z.union([text, z.number(), z.boolean()]))

/** What an approval says of its run. */
const confirmSchema = z.object({
  runId: text,
  planId: text,
  digest: text,
  lever: text,
  chosen: z.nullable(choice),
  planned: z.exactOptional(choice),
  words: z.object({
    title: text,
    doing: text,
    done: text,
    outside: z.exactOptional(z.object({ doing: text, done: text, of: z.exactOptional(text) }))
  }),
  environment: text,
  ref: z.nullable(ref),
  besides: z.exactOptional(z.array(z.object({ ref, symptom: text }))),
  armedUntil: z.nullable(text),
  steps: z.array(
    z.object({
      id: text,
      kind: z.enum(['do', 'wait', 'keep', 'prove']),
      title: text,
      about: z.exactOptional(text),
      expectedMs: z.number()
    })
  ),
  inverse: z.nullable(z.object({ text, command: text, lever: text, choice })),
  continues: z.nullable(z.object({ runId: text, how: z.enum(['goOn', 'takeBack']) }))
})

/** What approvals said before there were several levers: the target stands in for scope and words. */
const earlierSchema = z.object({
  runId: text,
  planId: text,
  digest: text,
  text,
  ref,
  target: z.object({ environment: text })
})

/** What a `confirm` record holds of its run; the record's own text and credentials come on top. */
type ConfirmedRun = z.infer<typeof confirmSchema>

/** A run as it begins, all steps still to do; null when the record is none that can be read. */
export function beginRun({ body, t }: JournalRecord): Run | null {
  const parsed = confirmSchema.safeParse(body)
  if (parsed.success) return begun(parsed.data, t)
  const earlier = earlierSchema.safeParse(body)
  if (!earlier.success) return null
  const { text: said, target, ...rest } = earlier.data
  const title = said.replace(/^Approved: /, '')
  return begun(
    {
      ...rest,
      lever: '',
      chosen: null,
      words: { title, doing: title, done: 'Rolled back' },
      environment: target.environment,
      armedUntil: null,
      steps: [
        { id: 'send', kind: 'do', title: 'Send the change', expectedMs: 500 },
        { id: 'proof', kind: 'prove', title: 'Prove it', expectedMs: 120_000 }
      ],
      inverse: null,
      continues: null
    },
    t
  )
}

function begun({ runId, chosen, steps, inverse: _offeredLater, ...rest }: ConfirmedRun, at: string): Run {
  return {
    ...rest,
    id: runId,
    choice: chosen,
    state: 'arming',
    approvedAt: at,
    steps: steps.map(todo),
    attempts: [],
    checks: [],
    debts: [],
    outcome: null,
    proved: false,
    asking: null,
    attested: null,
    watchUntil: null,
    impact: '',
    failure: null,
    inverse: null,
    settledAt: null
  }
}

function todo(step: ConfirmedRun['steps'][number]): RunStep {
  return { ...step, state: 'todo', detail: '', startedAt: null, endedAt: null }
}

import * as z from 'zod/mini'
import type { Plan, PlanStep } from '../../contract/index.ts'

/** What a run needs of its plan; also what an intent says, so that another process can settle it. */
export interface RunSubject {
  readonly planId: string
  readonly digest: string
  readonly title: string
  readonly target: Plan['target']
  readonly step: Pick<PlanStep, 'title' | 'command' | 'request' | 'expectedMs'>
  readonly inverse: Plan['inverse']
  readonly drifted: readonly string[]
  readonly expectedMs: number
  /** How it was approved; typing also stands for "whoever else owns it". */
  readonly approval: Plan['approval']['kind']
}

/** Null when the plan has no step. */
export function subjectOf(plan: Plan): RunSubject | null {
  const [step] = plan.steps
  if (!step) return null
  const { title, command, request, expectedMs } = step
  return {
    planId: plan.id,
    digest: plan.digest,
    title: plan.title,
    target: plan.target,
    step: { title, command, request, expectedMs },
    inverse: plan.inverse,
    drifted: plan.drifted,
    expectedMs: plan.expectedMs,
    approval: plan.approval.kind
  }
}

const text = z.string()
const requestSchema = z.object({
  method: z.literal('PATCH'),
  path: text,
  query: z.record(text, text),
  contentType: text,
  body: text
})
/** A subject in a record, where its request stands once, beside it: bodies may be big. */
const recordedSubjectSchema = z.object({
  planId: text,
  digest: text,
  title: text,
  target: z.object({
    environment: text,
    server: text,
    context: text,
    ref: z.object({ namespace: text, name: text }),
    uid: text,
    fromRevision: z.number(),
    toRevision: z.number(),
    toReplicaSet: text,
    toHash: text,
    toTemplate: text,
    fromTemplate: text,
    fromReplicaSet: z.exactOptional(text),
    lastServedAt: z.exactOptional(text)
  }),
  step: z.object({ title: text, command: text, expectedMs: z.number() }),
  inverse: z.object({ text, command: text }),
  drifted: z.array(text),
  expectedMs: z.number(),
  approval: z.enum(['typed', 'hold'])
})

/** An intent as it is read back from the journal. */
export interface ReadIntent {
  readonly intentId: string
  readonly attemptId: string
  readonly runId: string
  readonly identity: string
  /** Wall-clock milliseconds after which the request cannot arrive any more. */
  readonly deadlineAtMs: number
  readonly subject: RunSubject
}

const intentSchema = z.object({
  intentId: text,
  attemptId: text,
  runId: text,
  identity: text,
  deadlineAt: text,
  request: requestSchema,
  subject: recordedSubjectSchema
})

/** What an intent says of its subject beside the request. */
export function recordedSubject({ step, ...rest }: RunSubject): Readonly<Record<string, unknown>> {
  const { title, command, expectedMs } = step
  return { ...rest, step: { title, command, expectedMs } }
}

/** The intent in a journal record's body; null when it is not one of ours. */
export function readIntent(body: unknown): ReadIntent | null {
  const parsed = intentSchema.safeParse(body)
  if (!parsed.success) return null
  const { deadlineAt, request, subject, ...rest } = parsed.data
  const deadlineAtMs = Date.parse(deadlineAt) || 0
  return { ...rest, deadlineAtMs, subject: { ...subject, step: { ...subject.step, request } } }
}

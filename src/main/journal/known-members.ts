import * as z from 'zod/mini'
import type { JournalRecord } from '../ports/journal.ts'

const text = z.string()
const maybeText = z.nullable(text)
const optional = z.optional

const outcome = z.enum(['succeeded', 'noChange', 'conflict', 'failed', 'cancelled', 'unknown'])
const lines = z.array(z.looseObject({ kind: text, text }))
const share = z.looseObject({ label: text, detail: text })
const change = z.union([
  z.looseObject({ kind: z.literal('lines'), title: text, lines }),
  z.looseObject({ kind: z.literal('value'), title: text, before: text, after: text }),
  z.looseObject({ kind: text, title: text, before: z.array(share), after: z.array(share) })
])

/** What has parts, by the name that it has in the body of a record. */
const members: Readonly<Record<string, z.ZodMiniType>> = {
  outcome,
  failure: z.looseObject({
    code: text,
    message: text,
    remedy: optional(text),
    grant: optional(text),
    address: z.looseObject({}),
    causes: z.array(text)
  }),
  debt: z.looseObject({
    id: text,
    text,
    command: text,
    openedAt: maybeText,
    settledAt: maybeText,
    handedOver: optional(z.looseObject({ to: text, note: text, at: text })),
    settledNote: optional(text)
  }),
  inverse: z.nullable(z.looseObject({ text, command: text, lever: text, choice: z.record(text, z.unknown()) })),
  phases: z.array(z.looseObject({ id: text, kind: text, title: text, state: text, detail: text })),
  steps: z.array(z.looseObject({})),
  subject: z.union([text, z.looseObject({})]),
  verdict: z.looseObject({
    lead: text,
    rest: text,
    judgedAt: text,
    firstCrossedAt: maybeText,
    judgements: z.array(z.looseObject({ signal: text, result: text, evidence: text }))
  }),
  plan: z.looseObject({
    title: optional(text),
    words: optional(z.looseObject({ title: text })),
    target: optional(z.looseObject({})),
    steps: optional(z.array(z.looseObject({}))),
    changes: optional(z.array(change)),
    diff: optional(lines)
  }),
  // An approval has its name alone.
  environment: z.union([
    text,
    z.looseObject({
      id: text,
      name: text,
      kind: z.enum(['production', 'staging', 'drill']),
      connectionId: text,
      context: text,
      server: text,
      namespace: text,
      insecure: z.boolean()
    })
  ]),
  ref: z.nullable(z.looseObject({ namespace: text, name: text })),
  request: z.looseObject({
    method: text,
    path: text,
    query: z.record(text, text),
    contentType: optional(text),
    body: optional(text)
  })
}

const check = z.looseObject({
  name: text,
  title: text,
  status: z.enum(['True', 'False', 'Unknown']),
  blocks: z.boolean(),
  evidence: text,
  observedAt: text
})

/**
 * A record as it was read, without the members that Backout never writes in that form. A journal is a file that anybody
 * may write with the right checksums; whoever reads a record then finds a member, or does not find it.
 */
export function withKnownMembers(record: JournalRecord): JournalRecord {
  const strange = Object.entries(record.body).filter(([name, value]) => !isKnown(record.kind, name, value))
  if (strange.length === 0) return record
  const names = new Set(strange.map(([name]) => name))
  const kept = Object.entries(record.body).filter(([name]) => !names.has(name))
  return { ...record, body: Object.fromEntries(kept) }
}

function isKnown(kind: string, name: string, value: unknown): boolean {
  // Elsewhere it is the name of one.
  const schema = name === 'check' && kind === 'check' ? check : Object.hasOwn(members, name) ? members[name] : undefined
  return schema === undefined || schema.safeParse(value).success
}

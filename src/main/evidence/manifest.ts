import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { otherKinds } from '../../contract/index.ts'

const text = z.string()

/** More than are kept of any service: a folder that somebody put there would have as much read as they like. */
const mostFiles = 500

/** A path that stays below its folder. */
const path = text.check(z.regex(/^[a-z0-9][a-z0-9.-]{0,200}(\/[a-z0-9][a-z0-9.-]{0,250})?$/))

/** `manifest.json` of a folder of evidence: what is in it, and what the journal was then. */
export const manifestSchema = z.object({
  format: z.literal('backout-evidence-1'),
  at: z.iso.datetime(),
  ref: z.object({ namespace: text, name: text, kind: z.exactOptional(z.enum(otherKinds)) }),
  environment: text,
  why: text,
  journal: z.nullable(z.object({ seq: z.number(), hash: text })),
  files: z.array(z.object({ path, bytes: z.number(), sha256: text, command: text })).check(z.maxLength(mostFiles)),
  leftOut: z.array(text)
})

export type Manifest = z.infer<typeof manifestSchema>

/** Name of the file. */
export const manifestName = 'manifest.json'

/** Lower-case hex. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

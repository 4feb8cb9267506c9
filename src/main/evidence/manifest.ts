import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { otherKinds } from '../../contract/index.ts'

const text = z.string()

/** A path that stays below its folder. */
const path = text.check(z.regex(/^[a-z0-9][a-z0-9.-]{0,200}(\/[a-z0-9][a-z0-9.-]{0,250})?$/))

/** Files of one folder, what was left out of it, and the text of one entry. */
export const mostFiles = 200
export const mostLeftOut = 200
export const longestText = 4_096
/** Of all files of a folder together, bytes: more than is ever kept. */
const mostBytes = 64 * 1_048_576

/** `manifest.json` of a folder of evidence: what is in it, and what the journal was then. */
export const manifestSchema = z.object({
  format: z.literal('backout-evidence-1'),
  at: z.iso.datetime(),
  ref: z.object({ namespace: text, name: text, kind: z.exactOptional(z.enum(otherKinds)) }),
  environment: text,
  why: text,
  journal: z.nullable(z.object({ seq: z.number(), hash: text })),
  // Whoever prepares a folder chooses what is read of it, and how often.
  files: z.array(z.object({ path, bytes: z.int().check(z.nonnegative()), sha256: text, command: text })).check(
    z.maxLength(mostFiles),
    z.refine((files) => new Set(files.map((one) => one.path)).size === files.length),
    z.refine((files) => files.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytes)
  ),
  leftOut: z.array(text).check(z.maxLength(mostLeftOut))
})

export type Manifest = z.infer<typeof manifestSchema>

/** Name of the file. */
export const manifestName = 'manifest.json'

/** Lower-case hex. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

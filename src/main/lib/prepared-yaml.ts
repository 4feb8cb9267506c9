import { createHash } from 'node:crypto'

/**
 * What the shipped YAML says, as it was read when the program was built, by `digestOf` its text: a parser that has just been loaded
 * takes longer to read the procedures than all else of the console's own start. Empty as it is written here; the build
 * (electron.vite.config.ts) fills it. A text that was altered since has another digest, and is parsed.
 */
export const preparedYaml: ReadonlyMap<string, unknown> = new Map()

/** What a text is known by: SHA-256, in hex. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

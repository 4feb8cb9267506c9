import { parseJson } from './parse-json.ts'

/** The value of a body that may not be JSON at all; undefined then, and for what `parseJson` refuses. */
export function parsedJson(text: string): unknown {
  try {
    return parseJson(Buffer.from(text))
  } catch {
    return undefined
  }
}

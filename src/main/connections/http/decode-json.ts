import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'

/** Why an answer is not the JSON object it should be. */
export class NotJsonError extends Error {
  /** Something else than Kubernetes answered, for example a sign-in page. */
  readonly foreign: boolean

  constructor(message: string, foreign: boolean) {
    super(message)
    this.name = 'NotJsonError'
    this.foreign = foreign
  }
}

/** The JSON object in an answer. @throws NotJsonError */
export function decodeJson(headers: Readonly<Record<string, string>>, body: Buffer): JsonObject {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json' && !type.endsWith('+json'))
    throw new NotJsonError(
      `the answer is ${type === '' ? 'of no type' : `"${type.slice(0, 60)}"`} instead of JSON`,
      true
    )
  let value: unknown
  try {
    value = JSON.parse(decodeText(headers, body, true))
  } catch (error) {
    if (error instanceof NotJsonError) throw error
    throw new NotJsonError('the answer is not valid JSON', false)
  }
  if (!isJsonObject(value)) throw new NotJsonError('the answer is not a JSON object', true)
  return value
}

/** The text of an answer. Invalid UTF-8 becomes replacement marks, or an error when `strict`. @throws NotJsonError */
export function decodeText(headers: Readonly<Record<string, string>>, body: Buffer, strict = false): string {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw new NotJsonError(`the answer is encoded as "${encoding.slice(0, 30)}", which was not asked for`, true)
  try {
    return new TextDecoder('utf-8', { fatal: strict }).decode(body)
  } catch {
    throw new NotJsonError('the answer is not valid UTF-8', false)
  }
}

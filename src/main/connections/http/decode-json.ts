import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import { JsonRefused, parseJson } from '../../lib/parse-json.ts'

/** Why an answer is not the JSON object it should be. */
export class NotJsonError extends Error {
  /** Something else than Kubernetes answered, for example a sign-in page. */
  readonly foreign: boolean
  /** It is JSON, and too much of it. */
  readonly tooLarge: boolean

  constructor(message: string, foreign: boolean, tooLarge = false) {
    super(message)
    this.name = 'NotJsonError'
    this.foreign = foreign
    this.tooLarge = tooLarge
  }
}

/** The JSON object in an answer; `mostValues` as for `parseJson`. @throws NotJsonError */
export function decodeJson(headers: Readonly<Record<string, string>>, body: Buffer, mostValues?: number): JsonObject {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json' && !type.endsWith('+json'))
    throw new NotJsonError(
      `the answer is ${type === '' ? 'of no type' : `"${type.slice(0, 60)}"`} instead of JSON`,
      true
    )
  refuseEncoded(headers)
  let value: unknown
  try {
    value = parseJson(body, mostValues)
  } catch (error) {
    if (error instanceof JsonRefused) throw new NotJsonError(error.message, false, error.why === 'tooMany')
    throw new NotJsonError('the answer is not valid JSON', false)
  }
  if (!isJsonObject(value)) throw new NotJsonError('the answer is not a JSON object', true)
  return value
}

/** The text of an answer. Invalid UTF-8 becomes replacement marks. @throws NotJsonError */
export function decodeText(headers: Readonly<Record<string, string>>, body: Buffer): string {
  refuseEncoded(headers)
  return new TextDecoder('utf-8').decode(body)
}

function refuseEncoded(headers: Readonly<Record<string, string>>): void {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw new NotJsonError(`the answer is encoded as "${encoding.slice(0, 30)}", which was not asked for`, true)
}

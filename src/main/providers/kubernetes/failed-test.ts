import { arrayAt, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'

/**
 * Whether an answer to a JSON Patch says that it could not be applied, as when one of its `test` operations failed: a
 * 422 that names neither a kind nor causes (kubernetes/apimachinery pkg/api/errors NewGenericServerResponse). Validation
 * names them; an admission webhook that picks 422 has words of its own.
 * @param body the answer's text
 */
export function isFailedTest(status: number, body: string): boolean {
  if (status !== 422) return false
  const answer = parsedJson(body)
  return (
    stringAt(answer, 'kind') === 'Status' &&
    stringAt(answer, 'details', 'kind') === '' &&
    arrayAt(answer, 'details', 'causes').length === 0
  )
}

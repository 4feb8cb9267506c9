import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'

/**
 * Whether the text of an answer is a `Status`, the form in which every API server refuses
 * (kubernetes/apimachinery pkg/apis/meta/v1/types.go Status).
 */
export function isStatus(body: string): boolean {
  return stringAt(parsedJson(body), 'kind') === 'Status'
}

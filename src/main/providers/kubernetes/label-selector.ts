import { arrayAt, isJsonObject, stringAt, stringsAt } from '../../lib/json-access.ts'

/**
 * `spec.selector` in the form of the `labelSelector` query: matchLabels in key order, then matchExpressions.
 * Follows kubernetes/apimachinery pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector and labels.Requirement.String.
 */
export function formatLabelSelector(selector: unknown): string {
  const equalities = Object.entries(stringsAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    text: `${key}=${value}`
  }))
  const expressions = arrayAt(selector, 'matchExpressions')
    .filter(isJsonObject)
    .map((expression) => {
      const key = stringAt(expression, 'key')
      return { key, text: formatExpression(key, stringAt(expression, 'operator'), arrayAt(expression, 'values')) }
    })
  return [...equalities, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',')
}

function formatExpression(key: string, operator: string, values: readonly unknown[]): string {
  const list = values
    .filter((value) => typeof value === 'string')
    .sort()
    .join(',')
  if (operator === 'In') return `${key} in (${list})`
  if (operator === 'NotIn') return `${key} notin (${list})`
  return operator === 'DoesNotExist' ? `!${key}` : key
}

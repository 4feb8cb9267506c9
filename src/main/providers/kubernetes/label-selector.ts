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

/**
 * Whether a selector takes an object with these labels. An empty one takes all.
 * Follows kubernetes/apimachinery pkg/labels/selector.go Requirement.Matches.
 */
export function selectorMatches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(stringsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value)
  return equal && arrayAt(selector, 'matchExpressions').every((expression) => takes(expression, labels))
}

function takes(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[stringAt(expression, 'key')]
  const isListed = value !== undefined && arrayAt(expression, 'values').includes(value)
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return isListed
    case 'NotIn':
      return !isListed
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}

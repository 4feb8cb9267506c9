import type { FieldError } from './status-error.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end " +
  "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

/** Kinds whose names are DNS labels; all others are subdomains. */
const LABEL_KINDS = new Set(['/Namespace', '/Service'])

/** What is wrong with `metadata.name` (kubernetes/apimachinery pkg/util/validation). */
export function nameErrors(group: string, kind: string, name: string): readonly FieldError[] {
  const field = 'metadata.name'
  if (name === '') {
    return [{ field, reason: 'FieldValueRequired', message: 'Required value: name or generateName is required' }]
  }
  const isLabel = LABEL_KINDS.has(`${group}/${kind}`)
  const bad = (message: string): readonly FieldError[] => [
    { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${message}` }
  ]
  const limit = isLabel ? 63 : 253
  if (name.length > limit) return bad(`must be no more than ${limit} bytes`)
  if (!(isLabel ? LABEL : SUBDOMAIN).test(name)) return bad(isLabel ? LABEL_MESSAGE : SUBDOMAIN_MESSAGE)
  return []
}

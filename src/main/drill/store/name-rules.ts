import { invalidValue, required } from './field-errors.ts'
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

/** What is wrong with a DNS label (kubernetes/apimachinery pkg/util/validation/validation.go IsDNS1123Label). */
export function labelNameProblems(name: string): readonly string[] {
  return problems(name, 63, LABEL, SUBDOMAIN.test(name) ? 'must not contain dots' : LABEL_MESSAGE)
}

/** What is wrong with a DNS subdomain (kubernetes/apimachinery pkg/util/validation/validation.go IsDNS1123Subdomain). */
export function subdomainProblems(name: string): readonly string[] {
  return problems(name, 253, SUBDOMAIN, SUBDOMAIN_MESSAGE)
}

function problems(name: string, limit: number, pattern: RegExp, message: string): readonly string[] {
  return [
    ...(name.length > limit ? [`must be no more than ${limit} characters`] : []),
    ...(pattern.test(name) ? [] : [message])
  ]
}

/** What is wrong with `metadata.name` (kubernetes/apimachinery pkg/util/validation). */
export function nameErrors(group: string, kind: string, name: string): readonly FieldError[] {
  const field = 'metadata.name'
  if (name === '') return [required(field, 'name or generateName is required')]
  const found = LABEL_KINDS.has(`${group}/${kind}`) ? labelNameProblems(name) : subdomainProblems(name)
  return found.map((message) => invalidValue(field, name, message))
}

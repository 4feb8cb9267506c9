import { forbiddenField, invalidValue, required } from './field-errors.ts'
import { listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { subdomainProblems } from './name-rules.ts'
import type { FieldError } from './status-error.ts'

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

const NAME_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

const VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

const LONGEST = 63
const TOO_LONG = `must be no more than ${LONGEST} bytes`

/** What is wrong with a key (kubernetes/apimachinery pkg/api/validate/content/kube.go IsLabelKey). */
function keyProblems(key: string): readonly string[] {
  const parts = key.split('/')
  if (parts.length > 2) {
    return [
      `a valid label key ${NAME_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
    ]
  }
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 2 ? parts[0] : undefined
  const ofPrefix = prefix === '' ? ['must be non-empty'] : prefix === undefined ? [] : subdomainProblems(prefix)
  const ofName = [
    ...(name === '' ? ['must be non-empty'] : name.length > LONGEST ? [TOO_LONG] : []),
    ...(NAME.test(name) ? [] : [NAME_MESSAGE])
  ]
  return [...ofPrefix.map((one) => `prefix part ${one}`), ...ofName.map((one) => `name part ${one}`)]
}

function valueProblems(value: string): readonly string[] {
  return [...(value.length > LONGEST ? [TOO_LONG] : []), ...(VALUE.test(value) ? [] : [VALUE_MESSAGE])]
}

/** kubernetes/apimachinery pkg/apis/meta/v1/validation/validation.go ValidateLabels. */
export function labelErrors(field: string, labels: unknown): readonly FieldError[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => [
    ...keyProblems(key).map((message) => invalidValue(field, key, message)),
    ...valueProblems(textOf(value)).map((message) => invalidValue(field, value, message))
  ])
}

/** kubernetes/apimachinery pkg/api/validation/objectmeta.go ValidateAnnotations, without the size of them all. */
export function annotationErrors(field: string, annotations: unknown): readonly FieldError[] {
  return Object.keys(objectOf(annotations)).flatMap((key) =>
    // The key is compared in lower case, and shown as it is.
    keyProblems(key.toLowerCase()).map((message) => invalidValue(field, key, message))
  )
}

/** kubernetes/apimachinery pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector. */
export function selectorErrors(field: string, selector: JsonObject): readonly FieldError[] {
  const expressions = listOf(selector['matchExpressions']).map(objectOf)
  return [
    ...labelErrors(`${field}.matchLabels`, selector['matchLabels']),
    ...expressions.flatMap((one, index) => requirementErrors(`${field}.matchExpressions[${index}]`, one))
  ]
}

function requirementErrors(field: string, { key, operator, values }: JsonObject): readonly FieldError[] {
  const given = listOf(values).map(textOf)
  return [
    ...operatorErrors(field, operator, given.length),
    ...keyProblems(textOf(key)).map((message) => invalidValue(`${field}.key`, key, message)),
    ...given.flatMap((value, index) =>
      valueProblems(value).map((message) => invalidValue(`${field}.values[${index}]`, value, message))
    )
  ]
}

function operatorErrors(field: string, operator: unknown, count: number): readonly FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return []
      return [forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    default:
      return [invalidValue(`${field}.operator`, textOf(operator), 'not a valid selector operator')]
  }
}

/** Whether a metav1.LabelSelector selects the labels; one with unknown operators selects nothing. */
export function selectorMatches(selector: JsonObject, labels: JsonObject): boolean {
  const wanted = Object.entries(objectOf(selector['matchLabels']))
  const expressions = listOf(selector['matchExpressions']).map(objectOf)
  return (
    wanted.every(([key, value]) => labels[key] === value) && expressions.every((one) => expressionMatches(one, labels))
  )
}

function expressionMatches({ key, operator, values }: JsonObject, labels: JsonObject): boolean {
  const value = labels[textOf(key)]
  switch (operator) {
    case 'In':
      return value !== undefined && listOf(values).includes(value)
    case 'NotIn':
      return value === undefined || !listOf(values).includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}

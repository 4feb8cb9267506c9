import { goJson } from './go-json.ts'
import type { FieldError } from './status-error.ts'

// kubernetes/apimachinery pkg/util/validation/field/errors.go

export function invalidValue(field: string, value: unknown, message: string): FieldError {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${goJson(value)}: ${message}` }
}

export function required(field: string, message = ''): FieldError {
  return {
    field,
    reason: 'FieldValueRequired',
    message: message === '' ? 'Required value' : `Required value: ${message}`
  }
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const values = supported.map((one) => JSON.stringify(one)).join(', ')
  const message = `Unsupported value: ${goJson(value)}: supported values: ${values}`
  return { field, reason: 'FieldValueNotSupported', message }
}

export function forbiddenField(field: string, message: string): FieldError {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${message}` }
}

export function duplicate(field: string, value: unknown): FieldError {
  return { field, reason: 'FieldValueDuplicate', message: `Duplicate value: ${goJson(value)}` }
}

export function notFoundField(field: string, value: unknown): FieldError {
  return { field, reason: 'FieldValueNotFound', message: `Not found: ${goJson(value)}` }
}

/** Numbers below zero; anything that is no number is somebody else's error. */
export function notNegative(field: string, value: unknown): readonly FieldError[] {
  if (typeof value !== 'number' || value >= 0) return []
  return [invalidValue(field, value, 'must be greater than or equal to 0')]
}

import { qualifiedResource } from './kube-object.ts'

/** One cause in `Status.details.causes` (metav1.StatusCause). */
export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** `Status.details` (metav1.StatusDetails). */
export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** A failure or an answer without an object (metav1.Status). */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string }
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code?: number
}

/** What the store and the API throw: a Status that goes to the client as it is. */
export class StatusError extends Error {
  readonly status: Status
  /** The HTTP status code. */
  readonly code: number

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    metadata: Status['metadata'] = {}
  ) {
    super(message)
    this.name = 'StatusError'
    this.code = code
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code
    }
  }
}

interface Named {
  readonly group: string
  readonly resource: string
}

function detailsOf(key: Named, name: string): StatusDetails {
  return { ...(name === '' ? {} : { name }), ...(key.group === '' ? {} : { group: key.group }), kind: key.resource }
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewNotFound. */
export function notFound(key: Named, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${qualifiedResource(key)} "${name}" not found`, detailsOf(key, name))
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewAlreadyExists. */
export function alreadyExists(key: Named, name: string): StatusError {
  const message = `${qualifiedResource(key)} "${name}" already exists`
  return new StatusError(409, 'AlreadyExists', message, detailsOf(key, name))
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewConflict with the registry's optimistic lock message. */
export function conflict(key: Named, name: string, cause: string = OPTIMISTIC_LOCK): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(key)} "${name}": ${cause}`
  return new StatusError(409, 'Conflict', message, detailsOf(key, name))
}

/** kubernetes/apiserver pkg/registry/generic/registry/store.go OptimisticLockErrorMsg. */
export const OPTIMISTIC_LOCK =
  'the object has been modified; please apply your changes to the latest version and try again'

/** kubernetes/apimachinery pkg/api/errors/errors.go NewBadRequest. */
export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message)
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewForbidden. */
export function forbidden(key: Named, name: string, cause: string): StatusError {
  const subject = name === '' ? qualifiedResource(key) : `${qualifiedResource(key)} "${name}"`
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${cause}`, detailsOf(key, name))
}

/** One invalid field (kubernetes/apimachinery pkg/util/validation/field Error). */
export interface FieldError {
  readonly field: string
  readonly reason: string
  /** The message after `field: `, for example `Required value`. */
  readonly message: string
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewInvalid: one error stands alone, several are bracketed. */
export function invalid(group: string, kind: string, name: string, errors: readonly FieldError[]): StatusError {
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))]
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  const qualified = group === '' ? kind : `${kind}.${group}`
  return new StatusError(422, 'Invalid', `${qualified} "${name}" is invalid: ${text}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field }))
  })
}

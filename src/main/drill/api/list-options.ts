import { forbiddenField, notSupported } from '../store/field-errors.ts'
import type { FieldError } from '../store/status-error.ts'
import { badRequest, invalid, StatusError } from '../store/status-error.ts'
import type { ResourceExchange } from './exchange.ts'
import { isTrue } from './request-info.ts'

/** What a list or a watch asks for besides its selectors (metav1.ListOptions). */
export interface ListOptions {
  /** 0: no limit. */
  readonly limit: number
  /** '' for a first page. */
  readonly continueToken: string
  /** As it was written; '' when not given. */
  readonly resourceVersion: string
  readonly match: '' | 'Exact' | 'NotOlderThan'
  /** undefined when not given. */
  readonly sendInitialEvents: boolean | undefined
}

/** Reads the options of a list. Throws StatusError 400 and 422. */
export function listOptions(exchange: ResourceExchange): ListOptions {
  return checked(exchange, listErrors)
}

/** Reads the options of a watch. Throws StatusError 400 and 422. */
export function watchOptions(exchange: ResourceExchange): ListOptions {
  return checked(exchange, watchErrors)
}

function checked(exchange: ResourceExchange, errorsOf: (options: ListOptions) => readonly FieldError[]): ListOptions {
  const { query } = exchange
  const initial = query.get('sendInitialEvents')
  const options = {
    limit: numberParameter(exchange, 'limit'),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: (query.get('resourceVersionMatch') ?? '') as ListOptions['match'],
    sendInitialEvents: initial === null ? undefined : isTrue(initial)
  }
  const errors = errorsOf(options)
  if (errors.length > 0) throw invalid('meta.k8s.io', 'ListOptions', '', errors)
  return options
}

const MATCH = 'resourceVersionMatch'

/** kubernetes/apimachinery pkg/apis/meta/internalversion/validation/validation.go ValidateListOptions. */
function listErrors({ match, resourceVersion, continueToken, sendInitialEvents }: ListOptions): readonly FieldError[] {
  const errors: FieldError[] = []
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'))
    }
    if (continueToken !== '') errors.push(forbiddenField(MATCH, WITH_CONTINUE))
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return errors
}

const WITH_CONTINUE = 'resourceVersionMatch is forbidden when continue is provided'

/** kubernetes/apimachinery pkg/apis/meta/internalversion/validation/validation.go validateWatchOptions. */
function watchErrors({ match, continueToken, sendInitialEvents }: ListOptions): readonly FieldError[] {
  const errors: FieldError[] = []
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'))
  }
  if (match !== '') {
    if (sendInitialEvents === undefined) {
      errors.push(
        forbiddenField(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
      )
    }
    if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']))
    if (continueToken !== '') errors.push(forbiddenField(MATCH, WITH_CONTINUE))
  }
  return errors
}

/** A number in the query; 0 when absent. Throws StatusError 400. */
export function numberParameter(exchange: ResourceExchange, name: string): number {
  const raw = exchange.query.get(name)
  if (raw === null || raw === '') return 0
  if (!/^\d{1,15}$/.test(raw)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(raw)}: invalid syntax`)
  return Number(raw)
}

/**
 * A resourceVersion; 0 when absent. Throws StatusError 500, as upstream answers a get and a watch: nobody makes a
 * status of the storage's error (kubernetes/apiserver pkg/storage/api_object_versioner.go ParseResourceVersion).
 */
export function parseResourceVersion(text: string): number {
  if (text === '') return 0
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new StatusError(500, '', resourceVersionProblem(text))
}

/** The same for a list. Throws StatusError 400 (kubernetes/apiserver pkg/storage/interfaces.go ValidateListOptions). */
export function parseListVersion(text: string): number {
  if (text === '' || /^\d{1,15}$/.test(text)) return Number(text)
  throw badRequest(`invalid resource version: ${resourceVersionProblem(text)}`)
}

function resourceVersionProblem(text: string): string {
  const quoted = JSON.stringify(text)
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`
}

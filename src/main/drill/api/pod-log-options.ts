import { forbiddenField, invalidValue } from '../store/field-errors.ts'
import type { FieldError } from '../store/status-error.ts'
import { badRequest, invalid } from '../store/status-error.ts'
import type { ResourceExchange } from './exchange.ts'
import type { PodLogOptions } from './ports.ts'
import { isTrue } from './request-info.ts'

/** What a request for a log asks for, without the container. Throws StatusError 400 and 422. */
export function podLogOptions(exchange: ResourceExchange): PodLogOptions {
  const { query } = exchange
  const sinceTime = query.get('sinceTime')
  if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime))) {
    throw badRequest(`invalid value for query parameter sinceTime: ${JSON.stringify(sinceTime)}`)
  }
  const options = {
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...numberOption(query, 'tailLines'),
    ...numberOption(query, 'sinceSeconds'),
    ...numberOption(query, 'limitBytes'),
    ...(sinceTime === null ? {} : { sinceTime })
  }
  const errors = optionErrors(options)
  if (errors.length > 0) throw invalid('', 'PodLogOptions', exchange.resource.name ?? '', errors)
  return options
}

function numberOption(query: URLSearchParams, name: 'tailLines' | 'sinceSeconds' | 'limitBytes'): PodLogOptions {
  const text = query.get(name)
  if (text === null) return {}
  if (!/^-?\d{1,15}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return { [name]: Number(text) }
}

/** kubernetes pkg/apis/core/validation/validation.go ValidatePodLogOptions. */
function optionErrors({ tailLines, limitBytes, sinceSeconds, sinceTime }: PodLogOptions): readonly FieldError[] {
  const errors: FieldError[] = []
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalidValue('tailLines', tailLines, 'must be greater than or equal to 0'))
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalidValue('limitBytes', limitBytes, 'must be greater than 0'))
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalidValue('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  }
  return errors
}

import type { Failure, FailureCode } from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { ApiAddress } from '../../providers/kubernetes/api-address.ts'
import type { TransportError, TransportKind } from './transport-error.ts'

const codes: Readonly<Record<TransportKind, FailureCode>> = {
  timeout: 'timeout',
  cancelled: 'cancelled',
  tls: 'tls',
  proxy: 'unreachable',
  unreachable: 'unreachable',
  broken: 'unreachable',
  tooLarge: 'server',
  tooFast: 'server',
  malformed: 'server'
}

/** A request that got no complete answer, as data. */
export function transportFailure(error: TransportError, address: ApiAddress, environment: string): Failure {
  const { verb, resource, group, namespace, name, path } = address
  return failureOf(codes[error.kind], `${error.message}.`.replace(/\.\.$/, '.'), {
    address: {
      verb,
      resource: resource || path,
      group,
      ...(environment === '' ? {} : { environment }),
      ...(namespace === '' ? {} : { namespace }),
      ...(name === '' ? {} : { name })
    },
    retryable: !['tls', 'tooLarge', 'tooFast'].includes(error.kind),
    causes: error.cause instanceof Error ? [error.cause.message] : [],
    ...(error.remedy === undefined ? {} : { remedy: error.remedy })
  })
}

/** A cancelled wait whose cause was a `FailureError` of our own keeps that. */
export function causeFailure(error: TransportError): FailureError | undefined {
  return error.cause instanceof FailureError ? error.cause : undefined
}

import { FailureError, failureOf, type WireRequest } from '../../contract/index.ts'

/** Path and query as they go into the request line. @throws FailureError for a path that no builder of ours made. */
export function targetOf(request: Pick<WireRequest, 'path' | 'query'>): string {
  const { path } = request
  const parsed = path.startsWith('/') && !path.startsWith('//') ? new URL(path, 'https://api.invalid') : undefined
  if (parsed?.pathname !== path || parsed.search !== '' || parsed.hash !== '')
    throw new FailureError(failureOf('badInput', `The path ${JSON.stringify(path)} is not an encoded API path.`))
  const query = new URLSearchParams(request.query).toString()
  return query === '' ? path : `${path}?${query}`
}

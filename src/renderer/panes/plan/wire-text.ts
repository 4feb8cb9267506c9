import type { WireRequest } from '../../../contract/index.ts'
import { withControlsShown } from '../../ui/controls-shown.ts'

/** A request as text: method, path and query, content type, and the body laid out when it is JSON. */
export function wireText(request: WireRequest): string {
  const query = Object.entries(request.query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  const head = [`${request.method} ${request.path}${query === '' ? '' : `?${query}`}`]
  if (request.contentType !== undefined) head.push(`Content-Type: ${request.contentType}`)
  return withControlsShown(
    request.body === undefined ? head.join('\n') : `${head.join('\n')}\n\n${layOut(request.body)}`,
    true
  )
}

function layOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

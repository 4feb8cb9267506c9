import type { ServerResponse } from 'node:http'
import type { Answer } from './exchange.ts'

/** Writes an answer; a client that has gone is no error. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return
  response.statusCode = answer.status
  // A 304 with a content type would replace that of the cached answer, as HTTP caches merge headers.
  if (answer.status !== 304) response.setHeader('content-type', answer.contentType)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  const warnings = answer.warnings ?? []
  if (warnings.length > 0) {
    response.setHeader(
      'warning',
      warnings.map((warning) => `299 - ${quoted(warning)}`)
    )
  }
  response.end(answer.body)
}

/** A quoted-string for a header: printable ASCII only (kubernetes/apimachinery pkg/util/net NewWarningHeader). */
function quoted(warning: string): string {
  const printable = warning.replaceAll(/[^\u0020-\u007e]/g, '')
  return `"${printable.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

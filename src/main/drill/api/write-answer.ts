import type { ServerResponse } from 'node:http'
import type { Answer } from './exchange.ts'

/** Writes an answer; a client that has gone is no error. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return
  response.statusCode = answer.status
  // A 304 with a content type would replace that of the cached answer, as HTTP caches merge headers.
  if (answer.status !== 304) response.setHeader('content-type', answer.contentType)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  for (const warning of answer.warnings ?? []) response.appendHeader('warning', warningHeader(warning))
  response.end(answer.body)
}

/** A warning as a header: printable ASCII only (kubernetes/apimachinery pkg/util/net NewWarningHeader). */
export function warningHeader(warning: string): string {
  const printable = warning.replaceAll(/[^\u0020-\u007e]/g, '')
  return `299 - "${printable.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

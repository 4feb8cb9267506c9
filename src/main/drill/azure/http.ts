import type { JsonObject } from '../store/json-value.ts'
import { isObject } from '../store/json-value.ts'

/** A request to one of Azure's HTTPS faces, read whole. */
export interface AzureRequest {
  readonly method: string
  /** As it was sent, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

export interface AzureAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; undefined for an empty body. */
  readonly body?: unknown
  /** Sent as it is, in the place of a body; the headers say what it is. */
  readonly raw?: string
}

/** An answer with a JSON body. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): AzureAnswer {
  return { status, body, headers }
}

/** One header as text; '' where it is missing. */
export function headerOf(request: AzureRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** The body as a JSON object; undefined where it is none. */
export function jsonOf(request: AzureRequest): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(request.body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

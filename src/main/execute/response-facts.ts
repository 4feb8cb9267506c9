import { at, stringAt } from '../lib/json-access.ts'
import type { WireResponse } from '../ports/kube.ts'

/** What an outcome record keeps of an answer: selected fields, never the whole body. */
export function responseFacts(response: WireResponse): Readonly<Record<string, unknown>> {
  const { status, durationMs, serverAt, headers } = response
  const body = parsed(response.body)
  return {
    status,
    durationMs,
    serverAt,
    auditId: headers['audit-id'] ?? null,
    warning: headers['warning'] ?? null,
    after: {
      uid: stringAt(body, 'metadata', 'uid'),
      resourceVersion: stringAt(body, 'metadata', 'resourceVersion'),
      generation: at(body, 'metadata', 'generation') ?? null
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

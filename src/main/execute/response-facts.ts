import { createHash } from 'node:crypto'
import { at, stringAt } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import type { WireResponse } from '../ports/kube.ts'

/** Which version of an object was seen. Empty and null where it does not say. */
export interface ObjectFacts {
  readonly uid: string
  readonly resourceVersion: string
  readonly generation: unknown
}

export function objectFacts(object: unknown): ObjectFacts {
  return {
    uid: stringAt(object, 'metadata', 'uid'),
    resourceVersion: stringAt(object, 'metadata', 'resourceVersion'),
    generation: at(object, 'metadata', 'generation') ?? null
  }
}

/** What an outcome record keeps of an answer: selected fields and a digest (SHA-256, lower-case hex), never the body. */
export function responseFacts(response: WireResponse): Readonly<Record<string, unknown>> {
  const { status, durationMs, serverAt, headers, body } = response
  return {
    status,
    durationMs,
    serverAt,
    auditId: headers['audit-id'] ?? null,
    warning: headers['warning'] ?? null,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    after: objectFacts(parsedJson(body))
  }
}

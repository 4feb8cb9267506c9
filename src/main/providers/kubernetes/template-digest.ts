import { createHash } from 'node:crypto'
import type { JsonObject } from '../../lib/json-access.ts'
import { meaningOf } from './pod-template.ts'

/** SHA-256 (lower-case hex) of a template: the same for all that mean the same, as `sameTemplate` sees it. */
export function templateDigest(template: JsonObject): string {
  return createHash('sha256').update(meaningOf(template)).digest('hex')
}

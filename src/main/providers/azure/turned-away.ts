import type { WireResponse } from '../../ports/wire.ts'
import { readArmError } from './arm-error.ts'

/**
 * Resource Manager counts requests before it hands them on (Microsoft Learn, Understand how Azure Resource Manager throttles
 * requests): its own 429 is of a request that was not begun. One that is not in its form may be of somebody else. In
 * milliseconds; null for any other answer.
 */
export function turnedAwayFor({ status, body, headers }: WireResponse): number | null {
  const after = headers['retry-after'] ?? ''
  return status === 429 && readArmError(body) !== null && /^\d{1,6}$/.test(after) ? Number(after) * 1_000 : null
}

/** Whether an answer is a refusal of Resource Manager itself, by which nothing was begun. */
export function isRefusal({ status, body }: Pick<WireResponse, 'status' | 'body'>): boolean {
  return status >= 400 && status < 500 && status !== 408 && readArmError(body) !== null
}

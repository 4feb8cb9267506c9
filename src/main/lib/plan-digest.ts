import { createHash } from 'node:crypto'
import type { Plan } from '../../contract/index.ts'
import { canonicalJson } from './canonical-json.ts'

/**
 * What an approval is bound to: SHA-256 (lower-case hex) over the cluster's identity and the plan's id, lever,
 * target, steps (their bodies hold the preconditions), approval mode and expiry.
 */
export function planDigest(plan: Omit<Plan, 'digest'>, identity: string): string {
  const { id, lever, target, steps, approval, expiresAt } = plan
  return createHash('sha256')
    .update(canonicalJson({ identity, id, lever, target, steps, approval, expiresAt }))
    .digest('hex')
}

import { createHash } from 'node:crypto'
import type { Plan } from '../../contract/index.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { insteadOf, type Step } from './step.ts'

/** What of a step an approval is bound to, SHA-256 (lower-case hex): everything but its words. */
export function stepDigest(step: Step): string {
  return sha256(withoutWords(step))
}

/**
 * What an approval is bound to: SHA-256 (lower-case hex) over the cluster's identity, the plan's id, lever and choice,
 * the digests of its steps, their order, the approval mode, and the expiry.
 */
export function planDigest(
  plan: Pick<Plan, 'id' | 'lever' | 'choice' | 'order' | 'approval' | 'expiresAt'>,
  steps: readonly Step[],
  identity: string
): string {
  const { id, lever, choice, order, approval, expiresAt } = plan
  return sha256({ identity, id, lever, choice, order, approval, expiresAt, steps: steps.map(stepDigest) })
}

function withoutWords(step: Step): unknown {
  const { title: _words, ...rest } = step
  const instead = insteadOf(step).map(withoutWords)
  if (instead.length === 0) return rest
  return rest.kind === 'wait' ? { ...rest, onTime: { instead } } : { ...rest, onFailure: { instead } }
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

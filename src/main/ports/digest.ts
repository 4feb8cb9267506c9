import { createHash } from 'node:crypto'
import type { Plan } from '../../contract/index.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import type { Step } from './step.ts'

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
  if (rest.kind !== 'do' || typeof rest.onFailure !== 'object') return rest
  return { ...rest, onFailure: { instead: rest.onFailure.instead.map(withoutWords) } }
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

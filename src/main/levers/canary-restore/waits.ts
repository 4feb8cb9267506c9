import { rolloutStatusLine } from '../../providers/kubernetes/commands.ts'
import type { StepId } from '../../../contract/index.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep, WaitStep } from '../../ports/step.ts'
import { phaseLine, type FreshCanary } from '../canary-frame/index.ts'

/** What a rolling update may take beside the deadline of its Deployment, milliseconds. */
export const graceMs = 60_000

/** Until the primary is rolled out, or the deadline of its Canary and some grace are over. */
export function rolloutWait(
  tools: PlanTools,
  { canary }: FreshCanary,
  target: DoStep['target'],
  after: readonly StepId[]
): WaitStep {
  const atMostMs = canary.progressDeadlineMs + graceMs
  const ref = { namespace: canary.namespace, name: canary.primary }
  return {
    kind: 'wait',
    id: 'rollout',
    title: 'The primary is rolled out',
    gate: { kind: 'check', check: 'rollout', target, forMs: 0 },
    waitsBy: rolloutStatusLine({ context: tools.context, ref }, atMostMs),
    atMostMs,
    onTime: 'stop',
    after
  }
}

/** Until Flagger has ended a promotion that goes on; twelve of its checks at most. */
export function promotedWait(
  tools: PlanTools,
  { canary, canaryTarget }: FreshCanary,
  after: readonly StepId[]
): WaitStep {
  const atMostMs = 12 * canary.intervalMs
  return {
    kind: 'wait',
    id: 'promoted',
    title: 'Flagger finishes its promotion, onto the release that is back',
    gate: { kind: 'check', check: 'canary succeeded', target: canaryTarget, forMs: 0 },
    waitsBy: phaseLine(tools.context, canary, 'Succeeded', atMostMs),
    atMostMs,
    onTime: 'stop',
    after
  }
}

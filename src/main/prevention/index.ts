import type { NotProposed, PreventionView, ProposalId, WireRequest } from '../../contract/index.ts'
import { alerting } from './alerting.ts'
import type { PreventionFacts } from './prevention-input.ts'
import { lasting, replayed, time } from './replayed.ts'
import { smallerSteps } from './smaller-steps.ts'
import { tighterThresholds } from './thresholds.ts'
import { loadTest, preRollout, rollbackGate } from './webhooks.ts'
import { written } from './written.ts'

export { errorExpression } from './alerting.ts'
export type { At, PreventionFacts, RunInPast } from './prevention-input.ts'

/** What would have helped, and what a dry run of each proposal sends. */
export interface Prevention {
  readonly view: PreventionView
  readonly requests: ReadonlyMap<ProposalId, WireRequest>
}

/**
 * What would have helped in an incident, worked out from its record: Flagger's analysis replayed on the recorded metrics, and
 * the times that the journal has. Pure. Whatever the record does not support is not proposed, with why.
 * @param context of the kubeconfig, for command lines
 * @param redacted as a record of the journal would hold it
 */
export function preventionOf(
  facts: PreventionFacts,
  context: string,
  redacted: (value: unknown) => unknown
): Prevention {
  const played = replayed(facts)
  const found = [
    preRollout(facts, played),
    loadTest(facts, played),
    tighterThresholds(facts, played),
    smallerSteps(facts, played),
    rollbackGate(facts),
    alerting(facts)
  ]
  const made = found.flatMap((one) =>
    'proposal' in one ? (written(one.proposal, facts, context, redacted) ?? []) : []
  )
  const notProposed = found.flatMap((one): readonly NotProposed[] => ('not' in one ? [one.not] : []))
  const proposals = made.map(({ proposal }) => proposal).toSorted((a, b) => b.savedMs - a.savedMs)
  return {
    view: { ref: facts.ref, at: new Date(facts.now).toISOString(), basis: basisOf(facts), proposals, notProposed },
    requests: new Map(made.map(({ proposal, request }) => [proposal.id, request]))
  }
}

function basisOf({ harm, run }: PreventionFacts): string {
  if (harm === null) return 'No limit is recorded to have been crossed.'
  const { from, to, isOver } = harm
  const length = lasting(to - from)
  const harmText = isOver
    ? `Users saw errors for ${length}, from ${time(from)} to ${time(to)}.`
    : `Users have seen errors for ${length} so far, since ${time(from)}.`
  return run === null
    ? harmText
    : `${harmText} The Canary’s run first sent users to the release at ${time(run.startMs)}.`
}

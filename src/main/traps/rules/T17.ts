import { at } from '../../lib/json-access.ts'
import type { CommandRule, StateRule } from '../rule-facts.ts'

/** Undo of an Argo Rollout without a revision. */
export const undoesRollout: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'argo rollouts undo') return null
  if ((intended.revision ?? 0) !== 0) return null
  return {
    id: `T17 ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    severity: 'refused',
    lead: 'Refused: undo of a Rollout without a revision goes to the one before, which may be the one that failed.',
    text: 'From a healthy Rollout it starts a canary run of the old revision, step by step.',
    instead: 'Abort, then undo to the stable revision.',
    source: 'argoproj/argo-rollouts pkg/kubectl-argo-rollouts/cmd/undo/undo.go',
    command: intended.command
  }
}

/** Sending out again what was aborted. */
export const retriesRollout: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'argo rollouts retry') return null
  return {
    id: `T17 ${intended.namespace ?? ''}/${intended.name ?? ''} retry`,
    severity: 'refused',
    lead: 'Refused: retry sends the very revision out again that was aborted.',
    text: 'It is no rollback: the run begins anew with the same template, and users meet it at the first step.',
    instead: 'Undo to the stable revision, or release one that is good.',
    source: 'argoproj/argo-rollouts pkg/kubectl-argo-rollouts/cmd/retry/retry.go',
    command: intended.command
  }
}

/** A Rollout that was aborted and not undone: any later change of its template clears the abort. */
export const clearsAbort: StateRule = ({ deployment }) => {
  if (deployment.kind !== 'Rollout' || at(deployment, 'status', 'abort') !== true) return []
  const { namespace = '', name } = deployment.metadata
  return [
    {
      id: `T17 ${namespace}/${name} aborted`,
      severity: 'warning',
      lead: `Rollout ${name} is aborted, and its template still asks for the bad release.`,
      text: 'Any later change of the template, as by the next deploy of the same pipeline, clears the abort and begins a run with it.',
      instead: 'Undo to the stable revision as well.',
      source: 'argoproj/argo-rollouts rollout/canary.go syncRolloutStatusCanary'
    }
  ]
}

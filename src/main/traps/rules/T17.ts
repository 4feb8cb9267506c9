import type { CommandRule } from '../facts.ts'

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

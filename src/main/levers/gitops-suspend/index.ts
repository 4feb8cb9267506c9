import { holdingChanges } from '../../providers/kubernetes/gitops/holding.ts'
import { reconcilingOf } from '../../providers/kubernetes/gitops/reconciling.ts'
import type { Direction } from './plan-reconciler.ts'
import { reconcilerLever } from './reconciler-lever.ts'

export type { Direction } from './plan-reconciler.ts'
export { reconcilerCheck } from './prove-reconciler.ts'
export { choiceOf, reconcilerChoice, type ReconcilerChoice } from './reconciler-choice.ts'
export { reconcilerLever } from './reconciler-lever.ts'

const direction: Direction = {
  holds: true,
  lever: 'gitopsSuspend',
  back: 'gitopsResume',
  words: { verb: 'Hold', doing: 'Holding', done: 'Held' },
  outside: {
    doing: 'The automatic delivery of changes is being held.',
    done: 'The automatic delivery of changes is held.'
  },
  changes: holdingChanges,
  // What an Application's policy was is nowhere else once it is gone.
  backChoice(changes) {
    const policy = changes.find(({ path, to }) => path.at(-1) === 'automated' && to === null)
    return policy ? { automated: JSON.stringify(policy.from) } : {}
  },
  effect: (kind, object) =>
    `${reconcilingOf(kind, object).text} Held, it leaves everything that it applies as it is; nothing of it is released meanwhile.`,
  guards: []
}

/** Holds what puts Git back into the cluster, so that a manual change stays until the revert is in Git. */
export const gitopsSuspend = reconcilerLever({
  id: direction.lever,
  title: 'Hold GitOps',
  verb: 'hold GitOps',
  knows: {
    scenarios: { helps: ['gitops-puts-back'], refused: ['bad-deploy'] },
    fidelity: [
      'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":true}}'
    ],
    undo: 'resume, with the policy that it had'
  },
  reversible: 'yes',
  leaves: ['Revert in Git, then resume'],
  nobody: 'Nothing that is known puts a manual change back here: no mark of Argo CD or Flux.',
  several: 'Several apply it: choose the one to hold.',
  reason: (names) =>
    `${names} applies it from Git. Hold it before a manual change that it would put back; by itself this helps nobody.`,
  direction: () => direction
})

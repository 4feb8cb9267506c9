import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import type { Judgement, Lever, World } from '../../ports/lever.ts'
import { holdingChanges, reconcilingOf } from '../../providers/kubernetes/gitops/reconciling.ts'
import { planReconciler, type Direction } from './plan-reconciler.ts'
import { proveReconciler, reconcilerProof, type ReconcilerProof } from './prove-reconciler.ts'
import { choiceOf, reconcilerChoice, reconcilerOptions, reconcilersIn, textOf } from './reconciler-choice.ts'

export { planReconciler, type Direction } from './plan-reconciler.ts'
export { proveReconciler, reconcilerProof, type ReconcilerProof } from './prove-reconciler.ts'
export { choiceOf, reconcilerChoice, reconcilerOptions, reconcilersIn, textOf } from './reconciler-choice.ts'

const direction: Direction = {
  holds: true,
  lever: 'gitopsSuspend',
  back: 'gitopsResume',
  words: { verb: 'Hold', doing: 'Holding', done: 'Held' },
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
export const gitopsSuspend: Lever<ReconcilerProof> = {
  id: direction.lever,
  title: 'Hold GitOps',
  verb: 'hold GitOps',
  choice: reconcilerChoice,
  proof: reconcilerProof,
  knows: {
    actions: [action.id],
    scenarios: { helps: ['gitops-puts-back'], refused: ['bad-deploy'] },
    fidelity: [
      'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":true}}'
    ],
    undo: 'resume, with the policy that it had'
  },
  judge,
  options: reconcilerOptions,
  async plan(request, tools) {
    const chosen = request.choice === null ? null : reconcilerChoice.parse(request.choice)
    const [first, ...more] = reconcilersIn(tools.world)
    if (chosen) return planReconciler(direction, chosen, request, tools, true)
    if (!first) return { kind: 'notNeeded', reason: nobody }
    if (more.length > 0) return { kind: 'needsChoice', reason: 'Several apply it: choose the one to hold.' }
    return planReconciler(direction, choiceOf(first), request, tools, false)
  },
  stillFits: () => true,
  planKey: (world) => reconcilersIn(world).map(textOf).join(' '),
  prove: proveReconciler
}

const nobody = 'Nothing that is known puts a manual change back here: no mark of Argo CD or Flux.'

function judge(world: World): Judgement {
  const names = reconcilersIn(world)
  const about = {
    takesEffectMs: null,
    reversible: 'yes',
    leaves: ['Revert in Git, then resume'],
    present: { state: 'absent', reason: 'It moves no pods', observedAt: world.now.toISOString() },
    optionsTitle: 'Applied by'
  } as const
  const [first] = names
  if (!first) return { ...about, state: 'notHere', reason: nobody, choice: null }
  const reason = `${names.map(textOf).join(' and ')} applies it from Git. Hold it before a manual change that it would put back; by itself this heals nobody.`
  return {
    ...about,
    state: names.length === 1 ? 'possible' : 'needsChoice',
    reason,
    choice: names.length === 1 ? choiceOf(first) : null
  }
}

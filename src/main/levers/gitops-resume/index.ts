import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import type { Judgement, Lever, World } from '../../ports/lever.ts'
import { releasingChanges } from '../../providers/kubernetes/gitops/reconciling.ts'
import {
  choiceOf,
  planReconciler,
  proveReconciler,
  reconcilerChoice,
  reconcilerOptions,
  reconcilerProof,
  reconcilersIn,
  textOf,
  type Direction,
  type ReconcilerProof
} from '../gitops-suspend/index.ts'

/** Lets what puts Git back into the cluster go on again: what is in Git then comes back at once. */
export const gitopsResume: Lever<ReconcilerProof> = {
  id: 'gitopsResume',
  title: 'Resume GitOps',
  verb: 'resume GitOps',
  choice: reconcilerChoice,
  proof: reconcilerProof,
  knows: {
    actions: [action.id],
    scenarios: { helps: ['gitops-puts-back'], refused: ['bad-deploy'] },
    fidelity: [
      'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":null}}'
    ],
    undo: 'hold it again'
  },
  judge,
  options: reconcilerOptions,
  async plan(request, tools) {
    const chosen = request.choice === null ? null : reconcilerChoice.parse(request.choice)
    const [first, ...more] = reconcilersIn(tools.world)
    if (!chosen && !first) return { kind: 'notNeeded', reason: nobody }
    if (!chosen && more.length > 0)
      return { kind: 'needsChoice', reason: 'Several apply it: choose the one to resume.' }
    const choice = chosen ?? (first ? choiceOf(first) : null)
    if (!choice) return { kind: 'notNeeded', reason: nobody }
    return planReconciler(directionFor(policyIn(chosen?.automated ?? '')), choice, request, tools, chosen !== null)
  },
  stillFits: () => true,
  planKey: (world) => reconcilersIn(world).map(textOf).join(' '),
  prove: proveReconciler
}

const nobody = 'Nothing that is known is held here: no mark of Argo CD or Flux.'

function directionFor(policy: unknown): Direction {
  return {
    holds: false,
    lever: 'gitopsResume',
    back: 'gitopsSuspend',
    words: { verb: 'Resume', doing: 'Resuming', done: 'Resumed' },
    changes: (kind, object) => releasingChanges(kind, object, policy),
    backChoice: () => ({}),
    effect: () => 'What is in Git comes back within seconds. Where Git still has the bad version, so does the cluster.',
    guards: [
      {
        id: 'git',
        status: 'warning',
        text: 'Resume only when the revert is in Git: nothing here can read Git and tell.'
      }
    ]
  }
}

/** Without self-heal where nothing says what it was: it syncs what is in Git, and does not fight a person. */
function policyIn(text: string): unknown {
  const given = text === '' ? null : parsedJson(text)
  return isJsonObject(given) ? given : { selfHeal: false }
}

function judge(world: World): Judgement {
  const names = reconcilersIn(world)
  const [first] = names
  const about = {
    takesEffectMs: null,
    reversible: 'hard',
    leaves: [],
    present: { state: 'absent', reason: 'It moves no pods', observedAt: world.now.toISOString() },
    optionsTitle: 'Applied by'
  } as const
  if (!first) return { ...about, state: 'notHere', reason: nobody, choice: null }
  const reason = 'When the revert is in Git: what was held goes on, and puts back what Git says.'
  return { ...about, state: 'possible', reason, choice: names.length === 1 ? choiceOf(first) : null }
}

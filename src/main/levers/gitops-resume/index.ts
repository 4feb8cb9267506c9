import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { releasingChanges } from '../../providers/kubernetes/gitops/holding.ts'
import { reconcilerLever, type Direction } from '../gitops-suspend/index.ts'

const id = 'gitopsResume'

/** Lets what puts Git back into the cluster go on again: what is in Git then comes back at once. */
export const gitopsResume = reconcilerLever({
  id,
  title: 'Resume GitOps',
  verb: 'resume GitOps',
  knows: {
    scenarios: { helps: ['gitops-puts-back'], refused: ['bad-deploy'] },
    fidelity: [
      'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":null}}'
    ],
    undo: 'hold it again'
  },
  reversible: 'hard',
  leaves: [],
  nobody: 'Nothing that is known is held here: no mark of Argo CD or Flux.',
  several: 'Several apply it: choose the one to resume.',
  reason: () => 'When the revert is in Git: what was held goes on, and puts back what Git says.',
  direction: (chosen) => directionFor(policyIn(chosen?.automated ?? ''))
})

function directionFor(policy: unknown): Direction {
  return {
    holds: false,
    lever: id,
    back: 'gitopsSuspend',
    words: { verb: 'Resume', doing: 'Resuming', done: 'Resumed' },
    outside: {
      doing: 'The automatic delivery of changes is being taken up again.',
      done: 'The automatic delivery of changes goes on again.'
    },
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

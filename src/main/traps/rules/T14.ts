import type { Owner } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { historyOf, plainUndoPick } from '../../providers/kubernetes/history.ts'
import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import { ownerMeant, type CommandRule, type ServiceFacts } from '../rule-facts.ts'

const again = new Set(['reconcile', 'resume', 'app sync'])

/**
 * What is in Git is applied once more, over whatever was changed by hand. After a rollback by hand that is the bad release,
 * as far as can be seen from the cluster: then it is refused.
 */
export const appliesGitAgain: CommandRule = (intended, facts) => {
  if ((intended.tool !== 'flux' && intended.tool !== 'argocd') || intended.isRead || !again.has(intended.verb))
    return null
  const owner = ownerMeant(intended, facts)
  if (!owner) return null
  const bad = takenBack(owner, facts)
  const who = ownerText(owner)
  return {
    id: `T14 ${owner.name}`,
    severity: bad === null ? 'warning' : 'refused',
    lead:
      bad === null
        ? `${who} applies Git again, over whatever was changed by hand.`
        : `${who} puts the bad release back: revision ${bad} was taken back here, and Git still has it for all that is known.`,
    text: `${does(intended.verb, owner)} ${intended.tool === 'argocd' ? mixes : ''}`.trim(),
    instead: 'Revert in Git first, and compare the whole template afterwards.',
    source: intended.tool === 'argocd' ? sources.Application : (sources[intended.kind] ?? sources.Kustomization),
    command: intended.command
  }
}

/** The revision before the present one, where it served badly and nothing has put it back since; null otherwise. */
function takenBack({ reconciles }: Owner, { deployment, replicaSets, standings }: ServiceFacts): number | null {
  // What reverts by itself has had its turn: what runs now is what Git says.
  if (reconciles === 'reverts') return null
  const before = plainUndoPick(historyOf(deployment, replicaSets))
  if (before === null || before.isCurrent) return null
  const known = standings.find(({ replicaSet }) => replicaSet === before.replicaSet.metadata.name)
  return known?.standing === 'bad' ? before.revision : null
}

function does(verb: string, { name, everyMs }: Owner): string {
  const every = everyMs === undefined ? 'at its interval' : `every ${formatDuration(everyMs)}`
  if (name.startsWith('HelmRelease')) {
    return `It looks again at once, and ${every} from then on: what helm rollback took back is upgraded again to what Git has; another change by hand goes with drift detection, or with the next upgrade.`
  }
  if (name.startsWith('Kustomization')) {
    const first = verb === 'resume' ? 'Resumed, it applies' : 'It applies'
    return `${first} at once what Git has, and ${every} from then on, with the variables and images of the release there.`
  }
  return 'While Git still has the bad release it comes back.'
}

const mixes =
  'It may also be mixed with what was rolled back: a new image with the variables of both revisions, which nobody tested, and which Argo CD calls Synced.'

const sources: Readonly<Record<string, string>> & { readonly Application: string; readonly Kustomization: string } = {
  Application: 'kubernetes-sigs/structured-merge-diff merge/update.go (Apply); argoproj/argo-cd controller/sync.go',
  Kustomization: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go Reconcile',
  HelmRelease: 'fluxcd/helm-controller internal/reconcile/atomic_release.go'
}

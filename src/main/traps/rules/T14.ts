import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import { ownerMeant, type CommandRule } from '../facts.ts'

const again = new Set(['reconcile', 'resume', 'app sync'])

/** What is in Git is applied once more, over whatever was changed by hand. */
export const appliesGitAgain: CommandRule = (intended, facts) => {
  if ((intended.tool !== 'flux' && intended.tool !== 'argocd') || intended.isRead || !again.has(intended.verb))
    return null
  const owner = ownerMeant(intended, facts)
  if (!owner) return null
  return {
    id: `T14 ${owner.name}`,
    severity: 'warning',
    lead: `${ownerText(owner)} applies Git again, over whatever was changed by hand.`,
    text: 'While Git still has the bad release it comes back, or is mixed with what was rolled back: a new image with the variables of both revisions, which nobody tested, and which Argo CD calls Synced.',
    instead: 'Revert in Git first, and compare the whole template afterwards.',
    source: 'kubernetes-sigs/structured-merge-diff merge/update.go (Apply); argoproj/argo-cd controller/sync.go',
    command: intended.command
  }
}

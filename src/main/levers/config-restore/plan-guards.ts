import { asFailure, type Guard } from '../../../contract/index.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { PlanTools } from '../../ports/lever.ts'
import { appliedValues, valueIn } from '../../providers/kubernetes/config/config-data.ts'
import { valuesWritten } from '../../providers/kubernetes/config/config-written.ts'
import { isOurManager } from '../../providers/kubernetes/field-manager.ts'
import { configUses } from '../../providers/kubernetes/config/config-uses.ts'
import { reconcilersOf } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import type { FoundConfig } from './found-config.ts'
import { keysText } from './plan-words.ts'

/** Who applies the ConfigMap puts back what its source says. */
export function ownerGuards(object: KubeObject): readonly Guard[] {
  const owners = reconcilersOf(object).map(({ kind, name }) => `${kind} ${visibleText(name, 128)}`)
  if (owners.length === 0) return [{ id: 'owners', status: 'passed', text: 'No GitOps tool marks it as its own' }]
  return owners.map((owner) => ({
    id: 'owners',
    status: 'warning',
    text: `${owner} applies it from Git and may put it back: hold that first, and revert in Git`
  }))
}

/**
 * Values that Backout took away, and that are not what was applied, are likely those that did the harm: whoever plans the way back
 * is told. None for a plan that puts back what was applied, and where somebody else has written since.
 */
export function takenAwayGuard({
  object,
  changes,
  isApplied
}: Pick<FoundConfig, 'object' | 'changes' | 'isApplied'>): readonly Guard[] {
  const written = valuesWritten(object)
  if (isApplied || written === null || !isOurManager(written.by)) return []
  const applied = appliedValues(object)
  const other = changes.filter(({ key, to }) => applied === null || valueIn(applied, key) !== to)
  if (other.length === 0) return []
  const one = other.length === 1
  return [
    {
      id: 'takenAway',
      status: 'warning',
      text: `Backout took ${one ? 'this value' : 'these values'} of ${keysText(other)} away at ${utcMinute(written.at)} UTC: ${one ? 'it was' : 'they were'} there during the incident, and may bring it back`
    }
  ]
}

/** Other Deployments whose pods read it: they get the values, too, with their next start. Null where there are none. */
export async function sharedGuard({ reader, world, abort }: PlanTools, name: string): Promise<Guard | null> {
  const { ref } = world
  try {
    const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: ref.namespace })
    const { items } = await reader.list(path, { abort })
    const others = items
      .filter((deployment) => deployment.metadata.name !== ref.name && reads(deployment, name))
      .map(({ metadata }) => visibleText(metadata.name, 64))
    if (others.length === 0) return null
    const named =
      others.length > 5 ? `${others.slice(0, 5).join(', ')} and ${others.length - 5} more` : others.join(', ')
    return { id: 'shared', status: 'warning', text: `${named} read it too, and get the values with their next start` }
  } catch (error) {
    abort.throwIfAborted()
    return { id: 'shared', status: 'warning', text: `Who else reads it is unknown: ${asFailure(error).message}` }
  }
}

function reads(deployment: KubeObject, name: string): boolean {
  const { atStart, mounted } = configUses(templateOf(deployment), name)
  return atStart.length + mounted.length > 0
}

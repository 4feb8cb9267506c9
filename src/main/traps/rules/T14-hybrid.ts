import { hybridAfterUndo } from '../../providers/kubernetes/hybrid-template.ts'
import { templateWriter } from '../../providers/kubernetes/managed-fields.ts'
import { writerName } from '../../providers/kubernetes/owners/writer-name.ts'
import { keeperOf, type StateRule } from '../rule-facts.ts'

/** After a rollback by hand, whatever keeps Git put back what it names and left the rest: a third version, which serves. */
export const isHybrid: StateRule = (facts) => {
  const keeper = keeperOf(facts)
  const { deployment, replicaSets } = facts
  if (keeper === undefined || deployment.kind !== 'Deployment') return []
  const of = hybridAfterUndo(deployment, replicaSets)
  if (of === null) return []
  const [back, other] = of
  const writer = templateWriter(deployment)
  const by = writer === null ? '' : `, last written by ${writerName(writer.manager)}`
  return [
    {
      id: `T14 hybrid ${deployment.metadata.name}`,
      severity: 'warning',
      lead: `What runs is a hybrid of revisions ${other} and ${back}, which nobody tested.`,
      text: `Every part of its template is of the one or of the other, and it is neither${by}. ${keeper.system} may call it in sync all the same.`,
      instead: `Hold ${keeper.name}, undo to revision ${back} by its number, and compare the whole template afterwards.`,
      source: 'kubernetes-sigs/structured-merge-diff merge/update.go Apply'
    }
  ]
}

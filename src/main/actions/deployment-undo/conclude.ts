import { failureOf, kindOf } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import type { Conclusion } from '../../ports/action.ts'
import { managerOf } from '../../providers/kubernetes/field-manager.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { writtenByAt } from '../../providers/kubernetes/managed-fields.ts'
import {
  asksForTarget,
  templateWrittenBy,
  unmetPreconditions,
  type Undo
} from '../../providers/kubernetes/undo-target.ts'

/**
 * What a fresh reading says about a request whose answer is unknown; null stands for 404.
 * Never a guess: the uid, the same tests, the template and who wrote it decide.
 */
export function conclude(undo: Undo, deployment: KubeObject | null): Conclusion {
  const { ref, toRevision } = undo.facts
  const { name } = ref
  if (deployment === null || deployment.metadata.uid !== undo.uid) {
    return conflict('gone', `${kindOf(ref)} ${name} was deleted or replaced meanwhile`)
  }
  if (asksForTarget(undo, deployment)) {
    const manager = managerOf(undo.request)
    const writtenAt = writtenByAt(deployment, manager)
    const by = writtenAt === null ? 'it cannot be told by whom' : `written by ${manager} at ${utcDated(writtenAt)}`
    return { kind: 'applied', text: `Revision ${toRevision} is asked for, ${by}` }
  }
  if (unmetPreconditions(undo, deployment).length === 0) return { kind: 'asBefore', text: `${name} is as before` }
  return conflict('overtaken', `Someone else changed ${name} meanwhile${templateWrittenBy(deployment)}`)
}

function conflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
  return { kind, text, failure }
}

import type { Failure, Outcome } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { writtenByAt } from '../providers/kubernetes/managed-fields.ts'
import { asksForTarget, templateWrittenBy, unmetPreconditions } from './compare-target.ts'
import type { RunSubject } from './run-subject.ts'

/** The field manager that marks our writes. */
export const fieldManager = 'backout'

export type Conclusion =
  | { readonly kind: 'settled'; readonly outcome: Outcome; readonly text: string; readonly failure?: Failure }
  /** As before the request: it was not applied so far, and may still arrive. */
  | { readonly kind: 'unchanged' }

/**
 * What a fresh reading says about a request whose answer is unknown; null stands for 404.
 * Never a guess: the uid, the same tests, the template and who wrote it decide.
 */
export function conclude(subject: RunSubject, deployment: KubeObject | null): Conclusion {
  const { name } = subject.target.ref
  if (deployment === null || deployment.metadata.uid !== subject.target.uid) {
    return conflict(`Deployment ${name} was deleted or replaced meanwhile`)
  }
  if (asksForTarget(subject, deployment)) {
    const writtenAt = writtenByAt(deployment, fieldManager)
    const by = writtenAt === null ? 'it cannot be told by whom' : `written by ${fieldManager} at ${writtenAt}`
    return { kind: 'settled', outcome: 'succeeded', text: `Revision ${subject.target.toRevision} is asked for, ${by}` }
  }
  if (unmetPreconditions(subject, deployment).length === 0) return { kind: 'unchanged' }
  return conflict(`Someone else changed ${name} meanwhile${templateWrittenBy(deployment)}`)
}

function conflict(text: string): Conclusion {
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
  return { kind: 'settled', outcome: 'conflict', text, failure }
}

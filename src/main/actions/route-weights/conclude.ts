import { failureOf, targetName } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Conclusion, Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { lastWrittenAt } from '../../providers/kubernetes/managed-fields.ts'
import { unmetTests } from '../../providers/kubernetes/patch-tests.ts'
import { holds, type RouteFacts } from './facts.ts'
import { uidOf } from './patch.ts'

/** Pointers of the destinations that are not any more what they were when the change was planned. */
export function otherDestinations({ identities }: RouteFacts, object: KubeObject): readonly string[] {
  return identities.filter(({ path, is }) => !holds(object, path, is)).map(({ path }) => path)
}

/** Pointers of the values that are not any more what they were when the change was planned. */
export function otherValues({ writes }: RouteFacts, object: KubeObject): readonly string[] {
  return writes.filter(({ path, from }) => from !== undefined && !holds(object, path, from)).map(({ path }) => path)
}

/** Whether every value is there. */
export function isWritten({ writes }: RouteFacts, object: KubeObject): boolean {
  return writes.every(({ path, to }) => holds(object, path, to))
}

/**
 * What a fresh reading says about a request whose answer is unknown; null stands for 404. Never a guess: the object, its
 * destinations and their weights decide.
 */
export function conclude(mutation: Mutation<RouteFacts>, object: KubeObject | null): Conclusion {
  const { facts } = mutation
  const what = `${facts.kind} ${targetName(mutation.target)}`
  if (object === null || object.metadata.uid !== uidOf(mutation.target))
    return conflict('gone', `${what} was deleted or replaced meanwhile`)
  if (otherDestinations(facts, object).length > 0)
    return conflict('overtaken', `The routes of ${what} were changed meanwhile${writer(object)}`)
  if (isWritten(facts, object)) return { kind: 'applied', text: `${what} is as it was sent` }
  if (isAsBefore(mutation, object)) return { kind: 'asBefore', text: `${what} is as before` }
  return conflict('overtaken', `Someone else changed the weights of ${what} meanwhile${writer(object)}`)
}

/** How the weights are not any more what was sent, as a sentence; null while they are. Null for the object stands for 404. */
export function undoneRoute(mutation: Mutation<RouteFacts>, object: KubeObject | null): string | null {
  const what = `${mutation.facts.kind} ${targetName(mutation.target)}`
  const { kind } = conclude(mutation, object)
  if (kind === 'applied') return null
  if (object === null || kind === 'gone') return `${what} was deleted or replaced, and its weights with it.`
  const now = kind === 'asBefore' ? 'are back as they were before' : 'are not any more as they were proved'
  return `The weights of ${what} ${now}${writer(object)}.`
}

/** Who wrote an object last, to be put behind a statement about it; empty when nothing says so. */
export function writer(object: KubeObject): string {
  const written = lastWrittenAt(object)
  return written === null || written.manager === ''
    ? ''
    : `, last written by ${visibleText(written.manager, 128)} at ${utcDated(written.at)}`
}

/** Where the plan did not say how the values were, the tests of the request that was sent do. */
function isAsBefore({ facts, request }: Mutation<RouteFacts>, object: KubeObject): boolean {
  if (facts.writes.every(({ from }) => from !== undefined)) return otherValues(facts, object).length === 0
  return unmetTests(request.body ?? '', object).length === 0
}

function conflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
  return { kind, text, failure }
}

import type { WatchedObjects } from '../../../ports/lever.ts'
import { seenRoutes } from '../seen-routes.ts'
import { splitsOf } from '../split.ts'
import { isIstiodDown } from './seen-istiod.ts'

/**
 * Endpoints come to the proxies from istiod, as routes do: one that has lost it goes on sending to the pods that it knew
 * (docs/evidence/traffic T15-levers-without-istiod).
 */
export const unheardText =
  'istiod does not answer: the proxies hear of no new pod, and go on sending to those that are gone. Requests through them fail until it is back.'

/** Which of these services lose their answers where their pods are replaced now; none while istiod answers. Pure. */
export function unheardOf(known: WatchedObjects, namespace: string, names: readonly string[]): readonly string[] {
  if (!isIstiodDown(known)) return []
  const seen = seenRoutes(known)
  return seen === null ? [] : names.filter((name) => splitsOf(seen, namespace, name).length > 0)
}

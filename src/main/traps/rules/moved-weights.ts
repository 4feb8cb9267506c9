import { arrayAt, at, isJsonObject } from '../../lib/json-access.ts'
import type { RulePart, RuleSplit } from '../../providers/routes/split.ts'
import type { ServiceFacts } from '../rule-facts.ts'
import { isIn } from '../rule-facts.ts'
import type { KubectlIntended } from '../intended.ts'

/** What a patch of single weights makes of one rule that is there now. */
export interface MovedRule {
  readonly split: RuleSplit
  readonly weights: readonly number[]
  readonly parts: readonly { readonly part: RulePart; readonly before: number; readonly after: number }[]
}

/** A rule after a patch of single weights, for each rule that it touches; shares are 0 to 1. */
export function movedRules(intended: KubectlIntended, { splits }: ServiceFacts): readonly MovedRule[] {
  const written = weightsBy(intended)
  return splits.flatMap((split): readonly MovedRule[] => {
    const { route, parts } = split
    if (!isMeant(intended, split) || !parts.some(({ destination }) => written.has(destination.weightPath))) return []
    const weights = parts.map(({ destination: { weightPath } }) => {
      return written.get(weightPath) ?? weightAt(route.object, weightPath)
    })
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const shareOf = (index: number): number => (parts.length === 1 ? 1 : sum === 0 ? 0 : (weights[index] ?? 0) / sum)
    const moved = parts.map((part, index) => ({ part, before: part.destination.share, after: shareOf(index) }))
    return [{ split, weights, parts: moved }]
  })
}

/** Whether a command is about the route of a rule. */
export function isMeant({ resource, name, namespace }: KubectlIntended, { route }: RuleSplit): boolean {
  const { metadata } = route.object
  return resource === route.resource.resource && name === metadata.name && isIn(namespace, route.object)
}

function weightsBy({ patch }: KubectlIntended): ReadonlyMap<string, number> {
  if (patch?.type !== 'json') return new Map()
  return new Map(
    arrayAt({ operations: patch.value }, 'operations')
      .filter(isJsonObject)
      .flatMap(({ op, path, value }) =>
        (op === 'add' || op === 'replace') && typeof path === 'string' && typeof value === 'number'
          ? [[path, value] as const]
          : []
      )
  )
}

/** What stands at a JSON pointer now; a missing weight is 0. */
function weightAt(object: unknown, pointer: string): number {
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (Array.isArray(value) ? value[Number(key)] : at(value, key)), object)
  return typeof found === 'number' ? found : 0
}

/** Where requests go then: `checkout-primary 67 %, checkout 33 %`. */
export function sharesText({ parts }: MovedRule): string {
  return parts
    .map(
      ({ part, after }) =>
        `${part.workloads.join(' and ') || part.destination.backend.text} ${Math.round(100 * after)} %`
    )
    .join(', ')
}

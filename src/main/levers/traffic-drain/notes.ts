import { isAtRest } from '../../providers/flagger/phase.ts'
import { reachedBy, type RuleSplit } from '../../providers/routes/split.ts'
import type { DrainChoice } from './choice.ts'
import type { Situation } from './situation.ts'

/** What else is to be known of a drain, one sentence each. */
export function notesOf({ splits, writers }: Situation, { away, into, left }: DrainChoice): readonly string[] {
  const touched = splits.filter(({ parts }) => parts.some(({ workloads }) => workloads.includes(away)))
  const named = (found: readonly RuleSplit[]): string =>
    found.map(({ route, rule }) => `${route.name}, ${rule.title}`).join('; ')
  const only = touched.filter(({ rule }) => rule.onlyFor !== '' && !rule.isSticky)
  const sticky = touched.filter(({ rule }) => rule.isSticky)
  const mirrors = splits.filter((split) => split.mirrors.some(({ workloads }) => workloads.flat().includes(away)))
  const consistent = touched.filter(({ parts }) => parts.some(({ isConsistent }) => isConsistent))
  const streams = touched.filter(({ rule }) => rule.protocol !== 'http')
  const elsewhere = splits.filter((split) => split.rule.delegate !== null && reachedBy([split]).has(away))
  const notes: readonly (string | null)[] = [
    only.length > 0 ? `Rules for some requests only, as of an A/B test, are drained as well: ${named(only)}.` : null,
    sticky.length > 0 ? `Users who are kept by a cookie are moved as well: ${named(sticky)}.` : null,
    mirrors.length > 0 && left === 0
      ? `Copies of requests to ${away} end with the first step: ${named(mirrors)}.`
      : null,
    mirrors.length > 0 && left > 0 ? `Copies of requests still go to ${away}: ${named(mirrors)}.` : null,
    consistent.length > 0
      ? 'A hash of a cookie or a header keeps users on a pod, not on a version: it does not hold them across weights.'
      : null,
    streams.length > 0 ? `Connections that stand stay where they are until they end: ${named(streams)}.` : null,
    elsewhere.length > 0 ? `Where another route takes over, the weights are there: ${named(elsewhere)}.` : null,
    ...writers.map((writer) => {
      if (writer.kind === 'other') return writer.text
      if (writer.kind !== 'flagger' || !isAtRest(writer.canary.phase)) return null
      return `Canary ${writer.canary.name} is at rest: Flagger leaves these weights alone until its next release.`
    }),
    `Weights are a wish: only requests that reach ${into}, and no longer ${away}, prove that they arrived.`
  ]
  return notes.filter((note) => note !== null)
}

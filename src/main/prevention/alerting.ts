import type { ServiceRef } from '../../contract/index.ts'
import { formatRatio } from '../../contract/words/format-measure.ts'
import type { At, PreventionFacts } from './prevention-input.ts'
import { not, titles, type FoundProposal } from './proposal-draft.ts'
import { lasting, time } from './replayed.ts'

/** How long a limit is past before the alert fires. */
const pendingMs = 60_000
const leastSavedMs = 30_000

/** The share of requests to a service and its primary that fail, as Prometheus is asked for it. */
export function errorExpression({ namespace }: ServiceRef, workload: string): string {
  const labels = `reporter="destination",destination_workload_namespace=${JSON.stringify(namespace)},destination_workload=~${JSON.stringify(`${workload}(-primary)?`)}`
  const requests = `istio_requests_total{${labels}`
  return `sum(rate(${requests},response_code=~"5.*"}[1m])) / sum(rate(${requests}}[1m]))`
}

/** An alert on the matrix' own limit: what lay between its firing and the first verdict that anybody had on a screen. */
export function alerting({ ref, harm, seenAt, errorLimit, errors, canary }: PreventionFacts): FoundProposal {
  const id = 'alerting'
  if (harm === null) return not(id, 'No limit was crossed.')
  if (errorLimit <= 0) return not(id, 'The matrix has no limit on errors at which it asks to act.')
  if (seenAt === null) return not(id, 'Nobody is recorded to have seen it.')
  const firesAt = firesIn(errors, errorLimit)
  const limit = formatRatio(errorLimit)
  if (firesAt === null)
    return not(
      id,
      errors.length === 0
        ? 'The errors of that time are not recorded.'
        : `Errors were not over ${limit} for a whole minute.`
    )
  const savedMs = Math.min(seenAt, harm.to) - Math.max(firesAt, harm.from)
  if (savedMs < leastSavedMs)
    return not(
      id,
      `The first verdict was on the screen at ${time(seenAt)}: an alert would have fired at ${time(firesAt)}, no sooner.`
    )
  return {
    proposal: {
      id,
      title: titles[id],
      why: `A limit was first crossed at ${time(harm.from)}; the first verdict that is recorded is of ${time(seenAt)}.`,
      saves: `Up to ${lasting(savedMs)}, if somebody acts on it at once: it fires at ${time(firesAt)}, when errors had been over ${limit} for a minute.`,
      savedMs,
      change: {
        kind: 'create',
        object: {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'PrometheusRule',
          metadata: { name: `${ref.name}-errors`, namespace: ref.namespace },
          spec: {
            groups: [
              {
                name: `${ref.name}.errors`,
                rules: [
                  {
                    alert: 'ErrorsOverLimit',
                    expr: `${errorExpression(ref, canary?.target ?? ref.name)} > ${errorLimit}`,
                    for: '1m',
                    labels: { severity: 'page' },
                    annotations: {
                      summary: `More than ${limit} of the requests to ${ref.name} fail`
                    }
                  }
                ]
              }
            ]
          }
        }
      }
    }
  }
}

/** When errors had been over the limit for as long as an alert waits, without a break; null for never. */
function firesIn(errors: readonly At[], limit: number): number | null {
  let since: number | null = null
  for (const { at, value } of errors) {
    since = value > limit ? (since ?? at) : null
    if (since !== null && at - since >= pendingMs) return at
  }
  return null
}

import type { TrapNotice } from '../../../contract/index.ts'
import { stringsAt } from '../../lib/json-access.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { isIn, type CommandRule } from '../rule-facts.ts'
import { unmetBy } from '../selector-text.ts'
import { selectorLabels } from './pods-gone.ts'

const verbs = new Set(['get', 'describe', 'logs', 'top', 'wait'])

/** A check whose selector does not match the pods of the service finds nothing, and looks healthy. */
export const looksAtOtherPods: CommandRule = (intended, { deployment, ownership }) => {
  if (intended.tool !== 'kubectl' || !verbs.has(intended.verb) || intended.selector === null) return null
  if (intended.verb !== 'logs' && !['pods', 'pod'].includes(intended.resource)) return null
  if (!intended.allNamespaces && !isIn(intended.namespace, deployment)) return null
  const { selector, command } = intended
  const labels = stringsAt(templateOf(deployment), 'metadata', 'labels')
  const unmet = unmetBy(selector, labels)
  const common = { id: `T8 ${selector}`, severity: 'warning', command } as const
  if (unmet === null) {
    const label = selectorLabels.find((key) => labels[key] !== undefined)
    const isTarget = ownership.owners.some(({ role }) => role === 'target')
    return isTarget && label !== undefined && selector.includes(label) ? canaryPods(common, label, labels[label]) : null
  }
  const has = labels[unmet.key]
  return {
    ...common,
    lead: `The check by ${unmet.text} does not look at these pods.`,
    text: `The pods of ${deployment.metadata.name} carry ${has === undefined ? `no label ${unmet.key}` : `${unmet.key}=${has}`}: no pod found looks like no error found.`,
    source: 'kubernetes/kubectl pkg/cmd/logs/logs.go (label selector)'
  }
}

function canaryPods(common: Pick<TrapNotice, 'id' | 'severity' | 'command'>, label: string, value = ''): TrapNotice {
  return {
    ...common,
    lead: `The check by ${label}=${value} looks at the canary's pods, not at those that serve.`,
    text: `The pods of the primary carry ${label}=${value}-primary; after a rollback there are no others, and nothing found looks healthy.`,
    source: 'fluxcd/flagger pkg/canary/util.go makePrimaryLabels'
  }
}

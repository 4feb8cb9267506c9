import { at, isJsonObject, stringAt } from '../../lib/json-access.ts'
import { isIn, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { KubectlIntended, Patch } from '../intended.ts'

/** Nothing is being released then (fluxcd/flagger pkg/apis/flagger/v1beta1/status.go CanaryPhase). */
const atRest = new Set(['Initialized', 'Succeeded', 'Failed'])

/** `skipAnalysis: true` as a way to roll back: it promotes. */
export const skipAnalysis: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.resource !== 'canaries') return null
  if (intended.patch === null || !setsSkipAnalysis(intended.patch)) return null
  const common = {
    id: `T1 ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    source: 'fluxcd/flagger pkg/controller/scheduler.go shouldSkipAnalysis',
    command: intended.command
  }
  const canary = canaryMeant(intended, facts)
  if (atRest.has(stringAt(canary, 'status', 'phase'))) {
    return {
      ...common,
      severity: 'warning',
      lead: 'skipAnalysis: true does nothing now, and promotes the next release without its analysis.',
      text: 'It stays set for every later release until somebody takes it away.'
    }
  }
  return {
    ...common,
    severity: 'refused',
    lead: 'Refused: skipAnalysis would ship the new version to everyone.',
    text: `${intended.patch.isUnquoted === true ? 'The shell takes the quotes out of this patch; written as it is meant, ' : ''}skipAnalysis: true promotes the canary, and stays set for every later release.${canary ? '' : ` No Canary ${intended.name ?? ''} is seen here.`}`.replace(
      ' .',
      '.'
    ),
    // What cannot be seen cannot be aborted.
    ...(canary ? { instead: 'Abort the Canary: all users go back to the primary.' } : {})
  }
}

function canaryMeant({ name, namespace }: KubectlIntended, { canaries }: ServiceFacts): KubeObject | undefined {
  return canaries.find((candidate) => candidate.metadata.name === name && isIn(namespace, candidate))
}

function setsSkipAnalysis({ type, subresource, value }: Patch): boolean {
  // Only the status is written through a subresource.
  if (subresource !== '') return false
  if (type !== 'json') return at(value, 'spec', 'skipAnalysis') === true
  const operations = Array.isArray(value) ? value.filter(isJsonObject) : []
  return operations.some(({ op, path, value: to }) => {
    if (op !== 'add' && op !== 'replace') return false
    if (path === '/spec/skipAnalysis') return to === true
    if (path === '/spec') return at(to, 'skipAnalysis') === true
    return path === '' && at(to, 'spec', 'skipAnalysis') === true
  })
}

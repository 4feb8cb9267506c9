import { isAboutService, type CommandRule } from '../rule-facts.ts'

/** Commands after which other pods serve. */
const replacing = new Set(['rollout undo', 'rollout restart', 'argo rollouts undo'])

/** New pods while nobody tells the proxies of them. */
export const podsWithoutMesh: CommandRule = (intended, facts) => {
  if (!facts.isMeshAway || facts.splits.length === 0 || intended.tool !== 'kubectl' || intended.isRead) return null
  if (!replacing.has(intended.verb) || !isAboutService(intended, facts)) return null
  return {
    id: `T15 pods ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    severity: 'warning',
    lead: 'istiod does not answer: the proxies do not hear of the new pods.',
    text: 'They go on sending to the pods that they know, and those are replaced: every request through a proxy fails until istiod is back.',
    instead: 'Bring istiod back first.',
    source: 'istio/istio pilot/pkg/xds/eds.go',
    command: intended.command
  }
}

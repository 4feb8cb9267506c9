import type { CommandRule } from '../rule-facts.ts'

/** The metrics of the API server, taken for those of the service. */
export const readsApiServerMetrics: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.verb !== 'get') return null
  if (!/^\/metrics(?:[/?]|$)/.test(intended.rawPath ?? '')) return null
  return {
    id: 'T8 metrics',
    severity: 'warning',
    lead: 'get --raw /metrics shows the API server, not the service.',
    text: 'It contains nothing about the application: finding no error there proves nothing.',
    source: 'kubernetes/apiserver pkg/server/routes/metrics.go',
    command: intended.command
  }
}

import { at } from '../../lib/json-access.ts'
import { serviceCanary, type StateRule } from '../rule-facts.ts'

/** A Canary whose analysis is off already. */
export const analysisIsOff: StateRule = (facts) => {
  const canary = serviceCanary(facts)
  if (at(canary, 'spec', 'skipAnalysis') !== true) return []
  return [
    {
      id: 'T1 set',
      severity: 'warning',
      lead: `Canary ${canary?.metadata.namespace ?? ''}/${canary?.metadata.name ?? ''} has skipAnalysis set.`,
      text: 'Its analysis is off: whatever is put into the Deployment is promoted at once.',
      source: 'fluxcd/flagger pkg/controller/scheduler.go shouldSkipAnalysis'
    }
  ]
}

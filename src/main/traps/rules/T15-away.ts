import { serviceCanary, type ServiceFacts, type StateRule } from '../rule-facts.ts'

/** istiod does not answer, as long as it does not: what that means for everything that moves requests. */
export const meshIsAway: StateRule = (facts) =>
  facts.isMeshAway && facts.splits.length > 0
    ? [
        {
          id: 'T15 istiod',
          severity: 'warning',
          lead: 'istiod does not answer: users keep the split that they have.',
          text: 'No VirtualService can be changed, and none that was reaches the proxies; a rollback by Flagger hangs until it is back. The proxies take up to 30 s more after that.',
          instead: withoutRoutes(facts),
          source: 'istio/istio pkg/webhooks/validation/controller (failurePolicy); pilot/pkg/xds'
        }
      ]
    : []

/** What helps a service all the same: nothing that moves requests or replaces pods, of which the proxies would not hear. */
export function withoutRoutes(facts: ServiceFacts): string {
  const held = serviceCanary(facts)
    ? ' Suspending the Canary works, and keeps Flagger from going on when it is back.'
    : ''
  return `Bring istiod back first, and replace no pods meanwhile: the proxies do not hear of new ones.${held}`
}

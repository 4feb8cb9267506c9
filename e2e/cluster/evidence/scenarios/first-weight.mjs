import { procedure } from '../commands.mjs'
import { canaryShare } from '../samples.mjs'

/**
 * T5: the short form of a procedure sets one weight to 100. Proxies take weight ÷ sum (istio/istio
 * pkg/config/validation/validation.go: no sum of 100 is asked for since 1.15), and Flagger leaves weights alone until its
 * next step (fluxcd/flagger pkg/router/istio.go reconcileVirtualService).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const firstWeight = [
  {
    id: 'T5-first-weight-only',
    label: 'first weight to 100',
    title: '“Route 100 % to stable” by the first weight alone leaves the canary a third of the users',
    look: 'Of 50 : 50 the command makes 100 : 50. A third of the traffic still goes to the failing release.',
    kind: 'procedure',
    during: 'trial',
    analysis: { threshold: 50, stepWeight: 50, maxWeight: 60 },
    async play(world) {
      await world.badRelease()
      world.begin('the procedure’s command')
      await world.run('weight', procedure.firstWeight(world))
      await world.watch(45)
    },
    verdict: ({ end, secondsToZero }) => ({
      claims: {
        aThirdStaysWithTheCanary: Math.abs((canaryShare(end) ?? 0) - 1 / 3) < 0.01,
        errorsNeverStop: secondsToZero === null
      },
      measured: { weights: end.weights, errorRatioAtTheEnd: end.errorRatio }
    })
  }
]

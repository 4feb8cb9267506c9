import { canaryShare, hasFailed, isInitialized, primaryOf, targetOf } from '../samples.mjs'

/**
 * Open in the source: since 1.44 a promotion whose primary does not get ready ends `Failed` with all traffic on the
 * canary (fluxcd/flagger pkg/controller/scheduler.go handleFailedPromotion); what does a change of the target do then?
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const promotionFailed = [
  {
    id: 'open-promotion-failed',
    seconds: 210,
    title: 'A promotion whose primary never gets ready, then a change of the target',
    look: 'Failed with 100 % on the canary, which serves. The next change sends everybody to the primary, of which only old pods answer.',
    kind: 'open',
    during: 'promoted',
    isLong: true,
    analysis: { stepWeight: 50, maxWeight: 50 },
    async play(world) {
      await world.until('primary', isInitialized)
      // Gets ready as the target and never as the primary.
      await world.release('1.1.0-frail')
      const failed = await world.until('failed promotion', hasFailed, 420)
      world.noted.shareAtFailure = canaryShare(failed)
      await world.watch(12)
      world.noted.beforeChange = world.last
      world.begin('the target is changed')
      await world.release('1.2.0-frail')
      await world.until('move to the primary', (sample) => canaryShare(sample) === 0, 60)
      await world.watch(15)
    },
    verdict: ({ world: { noted }, after, end }) => ({
      claims: {
        failedWithTheCanaryServing: noted.shareAtFailure === 1 && noted.beforeChange?.errorRatio === 0,
        canaryKeptItsPods: noted.beforeChange !== undefined && (targetOf(noted.beforeChange)?.ready ?? 0) > 0,
        messageIsFalse: noted.beforeChange?.message === 'Canary analysis failed, Deployment scaled to zero.',
        thenRoutesToTheBrokenPrimary: canaryShare(end) === 0 && targetOf(end)?.replicas === 0
      },
      measured: {
        worstErrorRatioAfterTheChange: Math.max(...after.map(({ errorRatio }) => errorRatio ?? 0)),
        oldPodsOfTheBrokenPrimary: primaryOf(end)?.ready ?? 0
      }
    })
  }
]

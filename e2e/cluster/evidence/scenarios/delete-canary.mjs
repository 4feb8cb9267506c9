import { procedure } from '../commands.mjs'
import { isInitialized, primaryOf, targetOf, usersSee, versionOf } from '../samples.mjs'

/**
 * T2: procedures delete the Canary to stop a rollout. Its primary, Services and VirtualService are owned by it and
 * garbage-collected (fluxcd/flagger pkg/canary/deployment_controller.go createPrimaryDeployment); with
 * `revertOnDeletion` the release that fails takes all traffic (pkg/controller/finalizer.go finalize).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const deleteCanary = [
  {
    id: 'T2-delete-canary',
    label: 'delete canary',
    title: '“Delete canary (stops progressive deployment)” takes the primary and its Services away',
    look: 'Within seconds every request fails: nothing is left that could answer.',
    kind: 'procedure',
    during: 'trial',
    analysis: { threshold: 50 },
    async play(world) {
      await world.badRelease()
      world.begin('the procedure’s command')
      await deleteAndWatch(world)
    },
    verdict: (seen) => cutOff(seen)
  },
  {
    id: 'T2-delete-canary-at-rest',
    title: 'Deleting the Canary while nothing is released: an outage out of nothing',
    look: 'All was well. The target has no pods at rest, and the primary goes with the Canary.',
    kind: 'procedure',
    during: 'rest',
    async play(world) {
      await world.until('primary', isInitialized)
      await world.watch(15)
      world.begin('the procedure’s command')
      await deleteAndWatch(world)
    },
    verdict: (seen) => cutOff(seen)
  },
  {
    id: 'T2-delete-canary-reverting',
    label: 'delete canary, revertOnDeletion',
    title: 'Deleting a Canary with revertOnDeletion gives all users the failing release',
    look: 'Traffic is “reverted” to the target, whose template is the failing release. (A Service of its own survives.)',
    kind: 'procedure',
    during: 'trial',
    analysis: { threshold: 50 },
    spec: { revertOnDeletion: true },
    ownService: true,
    async play(world) {
      await world.badRelease()
      world.begin('the procedure’s command')
      await deleteAndWatch(world)
    },
    verdict: ({ after, end, secondsToZero }) => ({
      claims: {
        primaryIsGone: primaryOf(end) === null,
        onlyTheBadReleaseIsLeft: versionOf(targetOf(end)) === '1.1.0-bad' && (targetOf(end)?.ready ?? 0) > 0,
        allUsersGetIt: usersSee(end, 0.2),
        errorsNeverStop: secondsToZero === null
      },
      measured: {
        worstErrorRatio: Math.max(...after.map(({ errorRatio }) => errorRatio ?? 0)),
        errorRatioAtTheEnd: end.errorRatio
      }
    })
  }
]

/** @param {import('../play.mjs').World} world */
async function deleteAndWatch(world) {
  await world.run('delete', procedure.deleteCanary(world))
  await world.until('end of the primary', (sample) => primaryOf(sample) === null)
  await world.watch(45)
}

/** @param {Pick<import('../play.mjs').Played, 'end' | 'secondsToZero'>} seen */
function cutOff({ end, secondsToZero }) {
  return {
    claims: {
      primaryIsGone: primaryOf(end) === null,
      routesAreGone: end.weights === null,
      everyRequestFails: end.errorRatio === 1,
      errorsNeverStop: secondsToZero === null
    },
    measured: { podsOfTheTarget: targetOf(end)?.ready ?? 0 }
  }
}

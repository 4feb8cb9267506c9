import { ours } from '../commands.mjs'
import { canaryShare, hasFailed, hasFailedCleanly } from '../samples.mjs'

const threshold = 50

/**
 * Suspended, Flagger does nothing at all on a tick, and weights stay as they are (fluxcd/flagger
 * pkg/controller/scheduler.go advanceCanary: `spec.suspend` returns first).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const suspendAndDrain = [
  {
    id: 'suspend-and-drain',
    label: 'suspend, and all weight away',
    title: 'Suspend, then all weight to the primary; resumed with failedChecks at its threshold',
    look: 'Users are well with the weights, the run is frozen with its pods kept. Resumed, it rolls back at once.',
    kind: 'ours',
    during: 'trial',
    analysis: { threshold },
    async play(world) {
      await world.badRelease()
      world.begin('suspend and drain')
      await world.run('suspend', ours.suspend(world, true))
      await world.run('drain', ours.drain(world))
      await world.watch(25)
      world.noted.frozen = world.last
      await world.run('failedChecks', ours.failedChecks(world, threshold))
      await world.run('resume', ours.suspend(world, false))
      await world.until('rollback', hasFailed, 60)
      await world.watch(6)
    },
    verdict: ({ world: { noted }, end, secondsToZero }) => ({
      claims: {
        stayedDrained: noted.frozen?.phase === 'Progressing' && canaryShare(noted.frozen) === 0,
        rolledBackWhenResumed: hasFailedCleanly(end),
        errorsStopped: secondsToZero !== null
      },
      measured: { secondsToZeroErrors: secondsToZero }
    })
  }
]

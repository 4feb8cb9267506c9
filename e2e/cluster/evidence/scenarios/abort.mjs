import { ours } from '../commands.mjs'
import { startGate } from '../gate.mjs'
import { hasFailed, hasFailedCleanly, phasesOf, targetOf, versionOf } from '../samples.mjs'

/** Flagger would not end the run by itself while the scenario lasts. */
const threshold = 50

/**
 * What every abort promises.
 *
 * @param {Pick<import('../play.mjs').Played, 'end' | 'secondsToZero'>} seen
 */
function aborted({ end, secondsToZero }) {
  return {
    claims: { failedCleanly: hasFailedCleanly(end), errorsStopped: secondsToZero !== null },
    measured: { secondsToZeroErrors: secondsToZero }
  }
}

/**
 * The ways to make Flagger roll back now, each by something that it asks on every tick (fluxcd/flagger
 * pkg/controller/scheduler.go advanceCanary: rollback webhooks, then failed checks), and the composite that also takes
 * the traffic away at once.
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const abort = [
  {
    id: 'abort-by-failed-checks',
    label: 'raise failedChecks',
    title: 'Abort by raising failedChecks through the status subresource',
    look: 'Flagger rolls back on its next tick, at most one interval of 10 s later.',
    kind: 'ours',
    during: 'trial',
    analysis: { threshold },
    async play(world) {
      await world.badRelease()
      world.begin('abort')
      await world.run('failedChecks', ours.failedChecks(world, threshold))
      await rolledBack(world)
      await world.watch(8)
    },
    verdict: aborted
  },
  {
    id: 'abort-by-gate',
    label: 'open the rollback gate',
    title: 'Abort by opening a rollback gate that the Canary already has',
    look: 'Flagger rolls back on its next tick, at most one interval of 10 s later.',
    kind: 'ours',
    during: 'trial',
    async prepare() {
      const gate = await startGate()
      return { gate, analysis: { threshold, webhooks: [{ name: 'rollback-gate', type: 'rollback', url: gate.url }] } }
    },
    async play(world) {
      await world.badRelease()
      world.begin('abort')
      world.gate.open()
      await world.until('rollback', hasFailed, 60)
      await world.watch(8)
    },
    verdict: aborted
  },
  {
    id: 'abort-by-temporary-hook',
    label: 'add a rollback hook',
    title: 'Abort by a rollback hook that is added for the moment and taken away afterwards',
    look: 'Flagger rolls back on its next tick, at most one interval of 10 s later.',
    kind: 'ours',
    during: 'trial',
    analysis: { threshold },
    async prepare() {
      const gate = await startGate()
      gate.open()
      return { gate }
    },
    play: (world) => abortByHook(world, world.gate.url),
    verdict: (seen) => {
      const { claims, measured } = aborted(seen)
      return { claims: { ...claims, stayedAfterItsRemoval: phasesOf(seen.after).at(-1) === 'Failed' }, measured }
    }
  },
  {
    id: 'open-own-health-as-hook',
    title: 'Flagger’s own health address as a temporary rollback hook',
    look: 'It answers 200 to whatever is asked (pkg/server/server.go), and Flagger rolls back on its next tick.',
    kind: 'open',
    during: 'trial',
    analysis: { threshold },
    play: (world) => abortByHook(world, `${world.cluster.flaggerUrl}/healthz`),
    verdict: aborted
  },
  {
    id: 'abort-and-drain',
    label: 'raise failedChecks, and all weight away',
    title: 'The whole abort: failedChecks, all weight to the primary at once, the target’s template put back',
    look: 'Users are well with the weights; Flagger’s tick makes it final, and the pinned undo starts nothing.',
    kind: 'ours',
    during: 'trial',
    analysis: { threshold },
    async play(world) {
      await world.badRelease()
      world.begin('abort')
      // Armed first: a tick in between would advance the drained routes again.
      await world.run('failedChecks', ours.failedChecks(world, threshold))
      await world.run('drain', ours.drain(world))
      await rolledBack(world)
      await world.run('put the template back', ours.undoTo(world, world.name, 1))
      await world.watch(25)
    },
    verdict: (seen) => {
      const { claims, measured } = aborted(seen)
      return {
        claims: {
          ...claims,
          templateIsTheGoodOne: versionOf(targetOf(seen.end)) === '1.0.0',
          nothingStarted: phasesOf(seen.after).join(' → ') === 'Progressing → Failed'
        },
        measured
      }
    }
  }
]

/**
 * A check that fails in the moment of the patch writes its own count over it: then it is patched once more.
 *
 * @param {import('../play.mjs').World} world
 */
async function rolledBack(world) {
  await world.until('rollback', hasFailed, 15).catch(async () => {
    await world.run('failedChecks again', ours.failedChecks(world, threshold))
    await world.until('rollback', hasFailed, 30)
  })
}

/**
 * @param {import('../play.mjs').World} world
 * @param {string} url
 */
async function abortByHook(world, url) {
  await world.badRelease()
  world.begin('abort')
  await world.run('add hook', ours.addRollbackHook(world, url))
  await world.until('rollback', hasFailed, 60)
  await world.run('remove hook', ours.removeHooks(world))
  await world.watch(15)
}

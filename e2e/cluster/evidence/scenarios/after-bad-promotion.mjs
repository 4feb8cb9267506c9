import { ours, procedure } from '../commands.mjs'
import { phasesOf, primaryOf, targetOf, versionOf } from '../samples.mjs'
import { promoteBadRelease } from './skip-analysis.mjs'

/**
 * Ways back after a bad release was promoted. No pod of the good one is left, so the fastest is one rolling update of the
 * primary, whose template Flagger writes on a promotion and never else (fluxcd/flagger
 * pkg/canary/deployment_controller.go Promote).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const afterBadPromotion = [
  {
    id: 'pinned-undo-of-primary',
    label: 'pinned undo of the primary',
    title: 'After a bad promotion: undo of the primary, pinned to the revision that was good',
    look: 'One rolling update, and Flagger leaves it alone: its ticks do not touch the primary’s template.',
    kind: 'ours',
    during: 'promoted',
    async play(world) {
      await promoteBadRelease(world)
      world.begin('undo of the primary')
      await world.run('undo', ours.undoTo(world, `${world.name}-primary`, 1))
      await world.watch(35)
    },
    verdict: ({ after, end, secondsToZero }) => ({
      claims: {
        servesTheGoodRelease: versionOf(primaryOf(end)) === '1.0.0',
        flaggerLeavesItAlone: phasesOf(after).join() === 'Succeeded',
        errorsStopped: secondsToZero !== null
      },
      measured: { secondsToZeroErrors: secondsToZero }
    })
  },
  {
    id: 'restore-after-bad-promotion',
    label: 'the same, then Flagger brought to agree',
    title: 'After a bad promotion: suspend, pinned undo of the primary, target aligned, one run without analysis',
    look: 'Users are well with the undo; the rest makes Flagger agree with what serves.',
    kind: 'ours',
    during: 'promoted',
    async play(world) {
      await promoteBadRelease(world)
      world.begin('restore')
      await world.run('suspend', ours.suspend(world, true))
      await world.run('undo primary', ours.undoTo(world, `${world.name}-primary`, 1))
      await world.until('good primary', (sample) => {
        const primary = primaryOf(sample)
        return versionOf(primary) === '1.0.0' && primary?.ready === primary?.replicas
      })
      await world.run('align the target', ours.undoTo(world, world.name, 1))
      await world.run('no analysis for one run', procedure.skipAnalysis(world))
      await world.run('resume', ours.suspend(world, false))
      await world.until('run of the good release', (sample) => (targetOf(sample)?.replicas ?? 0) > 0)
      await world.until('Flagger’s agreement', isAtRest, 120)
      await world.run('analysis on again', ours.analysisOnAgain(world))
      await world.watch(25)
    },
    verdict: restored
  },
  {
    id: 'restore-by-skipping-analysis',
    label: 'skipAnalysis, pinned undo of the target',
    title: 'After a bad promotion: skipAnalysis, then the pinned undo of the target, the one right use of that field',
    look: 'Flagger promotes the good release without analysing it: slower than the undo of the primary, in fewer steps.',
    kind: 'ours',
    during: 'promoted',
    async play(world) {
      await promoteBadRelease(world)
      world.begin('restore')
      await world.run('no analysis for one run', procedure.skipAnalysis(world))
      await world.run('undo the target', ours.undoTo(world, world.name, 1))
      await world.until('good primary', (sample) => versionOf(primaryOf(sample)) === '1.0.0', 120)
      await world.until('Flagger’s agreement', isAtRest, 120)
      await world.run('analysis on again', ours.analysisOnAgain(world))
      await world.watch(25)
    },
    verdict: restored
  }
]

const isAtRest = (/** @type {import('../samples.mjs').Sample} */ sample) =>
  sample.phase === 'Succeeded' && targetOf(sample)?.replicas === 0

/** @param {Pick<import('../play.mjs').Played, 'end' | 'secondsToZero'>} seen */
function restored({ end, secondsToZero }) {
  return {
    claims: {
      servesTheGoodRelease: versionOf(primaryOf(end)) === '1.0.0',
      targetAgrees: versionOf(targetOf(end)) === '1.0.0',
      isAtRest: isAtRest(end),
      errorsStopped: secondsToZero !== null
    },
    measured: { secondsToZeroErrors: secondsToZero }
  }
}

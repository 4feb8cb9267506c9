import { procedure } from '../commands.mjs'
import { canaryShare, hasFailed, isOnTrial, primaryOf, targetOf, usersSee, versionOf } from '../samples.mjs'
import { promoteBadRelease } from './skip-analysis.mjs'

/**
 * T3: procedures undo the Deployment that people edit. Under Flagger that is the canary's target: its revisions are
 * attempts, not what served, and an undo is one more release to analyse (fluxcd/flagger pkg/canary/spec.go
 * hasSpecChanged; kubectl pkg/polymorphichelpers/rollback.go takes the second-highest revision).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const undoTarget = [
  {
    id: 'T3-undo-target',
    seconds: 140,
    label: 'rollout undo of the target',
    title: '“Revert to previous deployment” picks the attempt that failed before, and tries it on users',
    look: 'The release before failed its analysis. The undo brings that one back, and Flagger begins to try it.',
    kind: 'procedure',
    during: 'trial',
    async play(world) {
      await world.badRelease('1.1.0-bad40')
      await world.until('automatic rollback', hasFailed)
      await world.release('1.2.0-bad')
      await world.until('second bad release on trial', isOnTrial)
      world.begin('the procedure’s command')
      await world.run('undo', procedure.undo(world))
      await world.watch(45)
    },
    verdict: ({ after, end, secondsToZero }) => ({
      claims: {
        restoredTheFailedAttempt: versionOf(targetOf(end)) === '1.1.0-bad40',
        triedItOnUsers: after.some(
          (sample) => isOnTrial(sample) && versionOf(targetOf(sample)) === '1.1.0-bad40' && usersSee(sample)
        ),
        errorsNeverStop: secondsToZero === null
      },
      measured: { worstErrorRatio: Math.max(...after.map(({ errorRatio }) => errorRatio ?? 0)) }
    })
  },
  {
    id: 'T3-undo-after-promotion',
    seconds: 145,
    label: 'rollout undo of the target',
    title: 'Undo of the target after a bad promotion: a whole canary run while the bad primary serves',
    look: 'Even where the undo picks the right revision, users wait for every step of its analysis.',
    kind: 'procedure',
    during: 'promoted',
    async play(world) {
      await promoteBadRelease(world)
      world.begin('the procedure’s command')
      await world.run('undo', procedure.undo(world))
      await world.until('good primary', (sample) => versionOf(primaryOf(sample)) === '1.0.0', 300)
      await world.until('rest', ({ phase }) => phase === 'Succeeded', 120)
      await world.watch(8)
    },
    verdict: ({ after, end, secondsToZero }) => ({
      claims: {
        wentThroughEveryStep: Math.max(...after.map((sample) => canaryShare(sample) ?? 0)) >= 0.5,
        endsOnTheGoodRelease: versionOf(primaryOf(end)) === '1.0.0' && end.errorRatio === 0,
        tookAtLeastItsSteps: secondsToZero !== null && secondsToZero >= 50
      },
      measured: { steps: '10 to 50 % in steps of 10 %, 10 s each; Flagger’s default interval is 60 s' }
    })
  }
]

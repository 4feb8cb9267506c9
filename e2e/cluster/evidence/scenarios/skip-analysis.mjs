import { ours, procedure } from '../commands.mjs'
import { primaryOf, targetOf, usersSee, versionOf } from '../samples.mjs'

/**
 * T1: procedures set `skipAnalysis` as an immediate rollback. Flagger's field means the opposite: promote without
 * analysing (fluxcd/flagger pkg/controller/scheduler.go shouldSkipAnalysis), and it stays set.
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const skipAnalysis = [
  {
    id: 'T1-skip-analysis',
    label: 'skipAnalysis: true',
    title: '“Skip canary analysis (immediate rollback)” promotes the failing release',
    look: 'From the command on all users get the failing release. The next one is promoted without any analysis, too.',
    kind: 'procedure',
    during: 'trial',
    analysis: { threshold: 50 },
    async play(world) {
      await world.badRelease()
      world.begin('the procedure’s command')
      await world.run('skipAnalysis', procedure.skipAnalysis(world))
      await world.until('promotion', ({ phase }) => phase === 'Succeeded')
      await world.watch(12)
      await world.release('1.2.0-bad40')
      await world.until('second promotion', (sample) => versionOf(primaryOf(sample)) === '1.2.0-bad40')
      await world.watch(12)
    },
    verdict: ({ after, end, secondsToZero }) => ({
      claims: {
        promotedTheBadRelease: after.some((sample) => versionOf(primaryOf(sample)) === '1.1.0-bad'),
        promotedTheNextOneUnanalysed: versionOf(primaryOf(end)) === '1.2.0-bad40' && end.phase === 'Succeeded',
        errorsNeverStop: secondsToZero === null
      },
      measured: { errorRatioAtTheEnd: end.errorRatio }
    })
  }
]

/**
 * A bad release that was promoted, by the shortest way there is; afterwards the Canary is as it was before.
 *
 * @param {import('../play.mjs').World} world
 */
export async function promoteBadRelease(world) {
  await world.badRelease()
  await world.run('promote it', procedure.skipAnalysis(world))
  await world.until('bad promotion', (sample) => sample.phase === 'Succeeded' && targetOf(sample)?.replicas === 0)
  await world.run('analysis on again', ours.analysisOnAgain(world))
  await world.until('users on it', (sample) => usersSee(sample, 0.2))
  await world.watch(5)
}

import { procedure } from '../commands.mjs'
import { deployment } from '../manifests.mjs'
import { targetOf, usersSee, versionOf } from '../samples.mjs'

const everySeconds = 30

/**
 * T11: whatever is changed by hand, a GitOps controller puts back. None runs here: a loop that applies the manifest every
 * 30 s stands in for one and is called that. How fast Argo CD and Flux are is theirs to say.
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const reappliedManifest = [
  {
    id: 'T11-reapplied-manifest',
    title: `An undo lasts until the manifest is applied again (a loop every ${everySeconds} s stands in for GitOps)`,
    look: 'The undo ends the errors. The next apply of the unchanged manifest brings the bad release back.',
    kind: 'procedure',
    during: 'gitops',
    withoutFlagger: true,
    async play(world) {
      const { cluster, namespace, name } = world
      const apply = async () => {
        await cluster.kubectl(['apply'], deployment({ namespace, name, version: '1.1.0-bad' }))
        world.mark('the loop applies the manifest')
      }
      await world.until('ready pods', (sample) => targetOf(sample)?.ready === 2)
      await world.watch(3)
      await apply()
      await world.until('errors', (sample) => usersSee(sample, 0.2))
      await world.watch(5)
      const loop = setInterval(() => void apply().catch(() => undefined), everySeconds * 1_000)
      try {
        world.begin('the procedure’s command')
        await world.run('undo', procedure.undo(world))
        await world.until('end of the errors', ({ errorRatio }) => errorRatio === 0)
        await world.until('return of the errors', (sample) => usersSee(sample, 0.2), everySeconds + 30)
        await world.watch(10)
      } finally {
        clearInterval(loop)
      }
    },
    verdict: ({ after, end, secondsToZero }) => {
      const back = after.find(
        (sample, index) => after.slice(0, index).some(isGood) && versionOf(targetOf(sample)) === '1.1.0-bad'
      )
      return {
        claims: {
          undoWorked: after.some(({ errorRatio }) => errorRatio === 0),
          wasPutBack: versionOf(targetOf(end)) === '1.1.0-bad',
          errorsNeverStop: secondsToZero === null
        },
        measured: { putBackAtSeconds: back && after[0] ? Math.round(back.seconds - after[0].seconds) : null }
      }
    }
  }
]

const isGood = (/** @type {import('../samples.mjs').Sample} */ sample) => versionOf(targetOf(sample)) === '1.0.0'

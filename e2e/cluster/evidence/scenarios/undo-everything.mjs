import { procedure } from '../commands.mjs'
import { deployment, service } from '../manifests.mjs'
import { isInitialized, primaryOf, usersSee, versionOf } from '../samples.mjs'
import { runScript } from '../shell.mjs'

const ill = 'checkout'
const untouched = 'cart'

/**
 * T4: procedures undo every Deployment of a namespace in a shell loop. It also takes services that nobody changed and
 * Flagger's primaries, and each undo is a toggle: a second run puts the bad build back (kubectl
 * pkg/polymorphichelpers/rollback.go DeploymentRollbacker).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const undoEverything = [
  {
    id: 'T4-undo-everything',
    seconds: 110,
    title: '“Rollback all services in namespace” reverts what nobody changed; run twice, the bad build is back',
    look: `Users of ${ill}, the only service with a bad release. The loop helps them; run again, it undoes that.`,
    kind: 'procedure',
    during: 'namespace',
    analysis: { stepWeight: 50, maxWeight: 50 },
    users: ill,
    async play(world) {
      const { namespace } = world
      await world.until('primary', isInitialized)
      await world.release('1.1.0')
      await world.until('promotion', (sample) => versionOf(primaryOf(sample)) === '1.1.0')
      await world.until('rest', ({ phase }) => phase === 'Succeeded')
      for (const [name, versions] of Object.entries({
        [untouched]: ['3.0.0', '4.0.0'],
        [ill]: ['1.0.0', '1.1.0-bad']
      })) {
        for (const version of versions) await apply(world, name, version)
        await world.cluster.kubectl(['apply'], service({ namespace, name }))
      }
      await world.until('errors', (sample) => usersSee(sample, 0.2))
      await world.watch(8)
      const command = procedure.undoAll(namespace)
      const loop = async (/** @type {import('../world.mjs').Mark} */ mark) => {
        const said = await runScript(world.cluster, command)
        Object.assign(mark, { command, said: said.join('\n') })
        await world.watch(15)
        return versionsOf(world.last)
      }
      const first = await loop(world.begin('the procedure’s loop'))
      world.noted.rounds = [first, await loop(world.mark('the same again'))]
    },
    verdict: ({ world, secondsToZero }) => {
      const [first = {}, second = {}] = world.noted.rounds ?? []
      return {
        claims: {
          revertedTheUntouchedService: first[untouched] === '3.0.0',
          revertedTheHealthyPrimary: first['product-service-primary'] === '1.0.0',
          helpedTheIllService: first[ill] === '1.0.0',
          secondRunBroughtTheBadBuildBack: second[ill] === '1.1.0-bad',
          errorsNeverStop: secondsToZero === null
        },
        measured: { afterTheFirstRun: first, afterTheSecondRun: second }
      }
    }
  }
]

/**
 * @param {Pick<import('../play.mjs').World, 'cluster' | 'namespace'>} world
 * @param {string} name
 * @param {string} version
 */
async function apply({ cluster, namespace }, name, version) {
  await cluster.kubectl(['apply'], deployment({ namespace, name, version }))
  await cluster.kubectl(['-n', namespace, 'rollout', 'status', `deployment/${name}`, '--timeout=60s'])
}

/** @param {import('../samples.mjs').Sample} sample */
function versionsOf({ workloads }) {
  return Object.fromEntries(Object.entries(workloads).map(([name, workload]) => [name, versionOf(workload)]))
}

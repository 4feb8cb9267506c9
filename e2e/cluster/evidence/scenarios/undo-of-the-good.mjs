import { procedure } from '../commands.mjs'
import { startGate } from '../gate.mjs'
import {
  canaryShare,
  hasFailed,
  isInitialized,
  phasesOf,
  primaryOf,
  targetOf,
  usersSee,
  versionOf
} from '../samples.mjs'

/**
 * Open in the source: what follows when the target is undone to the template that is promoted. Its hash then equals
 * `lastPromotedSpec`, which counts as no change (fluxcd/flagger pkg/canary/spec.go hasSpecChanged), unless the tracked
 * ConfigMaps differ (pkg/canary/config_tracker.go HasConfigChanged).
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const undoOfTheGood = [
  {
    id: 'open-undo-while-progressing',
    seconds: 170,
    title: 'Undo of the target during a run, to the promoted template',
    look: 'No restart and no move of traffic: the pods change in place. The run promotes them, and a second run follows.',
    kind: 'open',
    during: 'trial',
    analysis: { threshold: 50, stepWeight: 25, maxWeight: 50 },
    async play(world) {
      await world.badRelease()
      world.begin('undo of the target')
      await world.run('undo', procedure.undo(world))
      await world.until('first promotion', ({ phase }) => phase === 'Succeeded')
      await world.until('second run', ({ phase }) => phase === 'Progressing', 60)
      await world.until('rest', (sample) => sample.phase === 'Succeeded' && targetOf(sample)?.replicas === 0)
      await world.watch(25)
    },
    verdict: ({ after, end }) => ({
      claims: {
        trafficStayedAtFirst: after
          .filter(isGoodTarget)
          .slice(0, 1)
          .some((sample) => (canaryShare(sample) ?? 0) > 0),
        ranTwice: phasesOf(after).filter((phase) => phase === 'Succeeded').length === 2,
        thenConsistent: versionOf(primaryOf(end)) === '1.0.0' && end.phase === 'Succeeded' && end.errorRatio === 0
      },
      measured: { phases: phasesOf(after).join(' → ') }
    })
  },
  {
    id: 'open-undo-while-progressing-then-rollback',
    title: 'Undo of the target during a run, to the promoted template, and then a rollback',
    look: 'The end is clean: all traffic on the primary, the target with the good template and no pods.',
    kind: 'open',
    during: 'trial',
    async prepare() {
      const gate = await startGate()
      return { gate, analysis: { threshold: 50, webhooks: [{ name: 'gate', type: 'rollback', url: gate.url }] } }
    },
    async play(world) {
      await world.badRelease()
      world.begin('undo of the target')
      await world.run('undo', procedure.undo(world))
      await world.until('good pods', (sample) => isGoodTarget(sample) && sample.errorRatio === 0)
      world.gate.open()
      await world.until('rollback', hasFailed, 60)
      await world.watch(25)
    },
    verdict: ({ after, end }) => ({
      claims: {
        endIsClean: hasFailed(end) && canaryShare(end) === 0 && targetOf(end)?.replicas === 0 && isGoodTarget(end),
        nothingElseStarted: phasesOf(after).join(' → ') === 'Progressing → Failed'
      },
      measured: { phases: phasesOf(after).join(' → ') }
    })
  },
  {
    id: 'open-undo-after-failure',
    seconds: 110,
    title: 'Undo of the target after an ordinary failure, to the promoted template',
    look: 'Nothing starts: the target keeps the good template, at 0 replicas.',
    kind: 'open',
    during: 'failed',
    async play(world) {
      await world.badRelease()
      await world.until('automatic rollback', hasFailed)
      await world.watch(5)
      world.begin('undo of the target')
      await world.run('undo', procedure.undo(world))
      await world.watch(30)
    },
    verdict: ({ after, end }) => ({
      claims: {
        nothingStarts: phasesOf(after).join() === 'Failed',
        targetIsGoodAtZero: isGoodTarget(end) && targetOf(end)?.replicas === 0,
        usersAreWell: end.errorRatio === 0
      },
      measured: { phases: phasesOf(after).join(' → ') }
    })
  },
  {
    id: 'open-undo-after-failure-config',
    seconds: 105,
    title: 'The same where the failed release read another ConfigMap',
    look: 'One run of the old version starts, because the tracked configuration changed. Users see no error.',
    kind: 'open',
    during: 'failed',
    async play(world) {
      const { cluster, namespace, name } = world
      await world.until('primary', isInitialized)
      await cluster.kubectl(['-n', namespace, 'create', 'configmap', 'new-settings', '--from-literal=a=b'])
      const container = { name: 'app', image: 'app:1.1.0-bad', envFrom: [{ configMapRef: { name: 'new-settings' } }] }
      const patch = JSON.stringify({ spec: { template: { spec: { containers: [container] } } } })
      await world.run('release', ['-n', namespace, 'patch', 'deployment', name, '-p', patch])
      await world.until('automatic rollback', hasFailed)
      await world.watch(5)
      world.begin('undo of the target')
      await world.run('undo', procedure.undo(world))
      await world.until('new run', ({ phase }) => phase === 'Progressing', 60)
      await world.watch(20)
    },
    verdict: ({ after, end }) => ({
      claims: {
        aRunOfTheOldVersionStarts: phasesOf(after).includes('Progressing') && isGoodTarget(end),
        usersAreWell: !after.some((sample) => usersSee(sample))
      },
      measured: { phases: phasesOf(after).join(' → ') }
    })
  }
]

const isGoodTarget = (/** @type {import('../samples.mjs').Sample} */ sample) => versionOf(targetOf(sample)) === '1.0.0'

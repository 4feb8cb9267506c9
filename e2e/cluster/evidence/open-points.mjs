import { badRelease, canaryWeight, initialized } from './steps.mjs'

/**
 * Points about Flagger that reading its source left open: each plays one and says what really happened. The verdicts are
 * what was seen with the versions of ../versions.mjs; the cluster suite asserts them from a live run.
 */
export const openPoints = [
  {
    id: 'open-undo-while-progressing',
    title: 'Undo of the target during a run: in place, no restart, and a second run after the promotion',
    analysis: { threshold: 50, stepWeight: 25, maxWeight: 50 },
    async play(world) {
      await badRelease(world)
      const from = world.mark('undo of the target')
      await world.run('undo', ['rollout', 'undo', `deployment/${world.name}`, '-n', world.namespace])
      await world.until('the first promotion', ({ phase }) => phase === 'Succeeded', 180)
      world.mark('Succeeded')
      await world.watch(25)
      await world.until('rest', ({ phase, target }) => phase === 'Succeeded' && target?.replicas === 0, 180)
      await world.watch(25)
      return from
    },
    verdict({ after, end }) {
      const phases = runsOf(after)
      return {
        trafficStayedAtFirst: (canaryWeight(after.find(({ target }) => target?.image === 'app:1.0.0') ?? {}) ?? 0) > 0,
        phases: phases.join(' → '),
        ranTwice: phases.filter((phase) => phase === 'Succeeded').length === 2,
        endsOnTheGoodVersion: end.primary?.image === 'app:1.0.0' && end.phase === 'Succeeded'
      }
    }
  },
  {
    id: 'open-undo-after-failure',
    title: 'Undo of the target after an ordinary failure, to the promoted template',
    async play(world) {
      await badRelease(world)
      await world.until('the automatic rollback', ({ phase }) => phase === 'Failed')
      const from = world.mark('undo of the target')
      await world.run('undo', ['rollout', 'undo', `deployment/${world.name}`, '-n', world.namespace])
      await world.watch(30)
      return from
    },
    verdict: ({ after, end }) => ({
      nothingStarts: runsOf(after).join() === 'Failed',
      targetHasTheGoodTemplateAtZero: end.target?.image === 'app:1.0.0' && end.target.replicas === 0,
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'open-undo-after-failure-config',
    title: 'The same where the failed release read another ConfigMap',
    async play(world) {
      await world.until('the primary', initialized)
      await world.cluster.kubectl(['-n', world.namespace, 'create', 'configmap', 'new-settings', '--from-literal=a=b'])
      const container = { name: 'app', image: 'app:1.1.0-bad', envFrom: [{ configMapRef: { name: 'new-settings' } }] }
      const patch = JSON.stringify({ spec: { template: { spec: { containers: [container] } } } })
      await world.run('release', ['-n', world.namespace, 'patch', 'deployment', world.name, '-p', patch])
      await world.until('the automatic rollback', ({ phase }) => phase === 'Failed')
      const from = world.mark('undo of the target')
      await world.run('undo', ['rollout', 'undo', `deployment/${world.name}`, '-n', world.namespace])
      await world.watch(40)
      return from
    },
    verdict: ({ after, end }) => ({
      phases: runsOf(after).join(' → '),
      aRunOfTheOldVersionStarts: runsOf(after).includes('Progressing'),
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'open-promotion-failed',
    title: 'A promotion whose primary never gets ready, then a change of the target',
    analysis: { stepWeight: 50, maxWeight: 50 },
    async play(world) {
      await world.until('the primary', initialized)
      // Gets ready as the target and never as the primary.
      await world.release('1.1.0-frail')
      world.mark('released 1.1.0-frail')
      const failed = await world.until('the failed promotion', ({ phase }) => phase === 'Failed', 420)
      world.weightAtFailure = canaryWeight(failed)
      await world.watch(12)
      world.beforeChange = world.latest()
      const from = world.mark('the target is changed')
      await world.release('1.2.0-frail')
      await world.watch(30)
      return from
    },
    verdict: ({ world, after }) => ({
      failedWithTheCanaryServing: world.weightAtFailure === 100 && world.beforeChange.errorRatio === 0,
      messageSaysScaledToZero: world.beforeChange.message === 'Canary analysis failed, Deployment scaled to zero.',
      targetReplicasAfterFailure: world.beforeChange.target?.replicas,
      thenRoutesToTheBrokenPrimary: after.some((sample) => canaryWeight(sample) === 0) ? 'yes' : 'no',
      worstErrorRatioAfterTheChange: Math.max(...after.map(({ errorRatio }) => errorRatio ?? 0))
    })
  },
  {
    id: 'open-own-health-as-hook',
    title: 'Flagger’s own health address as a temporary rollback hook',
    async play(world) {
      await badRelease(world)
      const from = world.mark('hook added')
      const url = `${world.cluster.flaggerUrl}/healthz`
      const hook = [
        { op: 'add', path: '/spec/analysis/webhooks', value: [{ name: 'console-rollback', type: 'rollback', url }] }
      ]
      await world.run('add hook', [
        'patch',
        'canary',
        world.name,
        '-n',
        world.namespace,
        '--type=json',
        '-p',
        JSON.stringify(hook)
      ])
      await world.until('Failed', ({ phase }) => phase === 'Failed')
      await world.watch(8)
      return from
    },
    verdict: ({ end }) => ({
      failedCleanly: end.phase === 'Failed' && canaryWeight(end) === 0 && end.target?.replicas === 0,
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'open-annotated-routes',
    title: 'An annotation on Flagger’s VirtualService during a run',
    async play(world) {
      await world.until('the primary', initialized)
      await world.release('1.1.0')
      await world.until('the third step', (sample) => (canaryWeight(sample) ?? 0) >= 30)
      const from = world.mark('annotated')
      await world.run('annotate', ['-n', world.namespace, 'annotate', 'virtualservice', world.name, 'audit=seen'])
      await world.watch(15)
      return from
    },
    async verdict({ world, after }) {
      const path = `/apis/networking.istio.io/v1beta1/namespaces/${world.namespace}/virtualservices/${world.name}`
      const found = await world.cluster.api.get(path)
      return {
        runBeganAgain: after.some((sample) => (canaryWeight(sample) ?? 100) <= 10),
        annotationIsGone: found?.metadata.annotations?.audit === undefined
      }
    }
  }
]

/** The phases in their order, repetitions left out. */
function runsOf(samples) {
  return samples.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])
}

import { createServer } from 'node:http'
import { openPoints } from './open-points.mjs'
import { badRelease, canaryWeight, initialized, onTrial } from './steps.mjs'
import { deployment } from './world.mjs'

const isQuiet = ({ errorRatio }) => errorRatio === 0

/** Seconds from `from` until users see no error for three samples in a row; null when that never came. */
export function secondsToQuiet(samples, from) {
  const after = samples.filter(({ at, errorRatio }) => at >= from && errorRatio !== null && errorRatio !== undefined)
  for (let index = 0; index + 2 < after.length; index += 1) {
    if (after.slice(index, index + 3).every(isQuiet)) return Math.round((after[index].at - from) * 10) / 10
  }
  return null
}

const procedure = {
  skipAnalysis: (world) => [
    'patch',
    'canary',
    world.name,
    '-n',
    world.namespace,
    '--type=json',
    '-p=[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'
  ],
  deleteCanary: (world) => ['delete', 'canary', world.name, '-n', world.namespace],
  undo: (world, name = world.name) => ['rollout', 'undo', `deployment/${name}`, '-n', world.namespace],
  firstWeight: (world) => [
    'patch',
    'virtualservice',
    world.name,
    '-n',
    world.namespace,
    '--type=json',
    '-p=[{"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100}]'
  ]
}

const failedChecks = (world, count) => [
  'patch',
  'canary',
  world.name,
  '-n',
  world.namespace,
  '--subresource=status',
  '--type=merge',
  '-p',
  JSON.stringify({ status: { failedChecks: count } })
]
const suspend = (world, value) => [
  'patch',
  'canary',
  world.name,
  '-n',
  world.namespace,
  '--type=merge',
  '-p',
  JSON.stringify({ spec: { suspend: value } })
]
const drain = (world) => [
  'patch',
  'virtualservice',
  world.name,
  '-n',
  world.namespace,
  '--type=json',
  '-p=[{"op":"add","path":"/spec/http/0/route/0/weight","value":100},{"op":"add","path":"/spec/http/0/route/1/weight","value":0}]'
]

/**
 * What the procedure's commands and ours do to users. Each `play` returns the moment of the command; `verdict` reads the
 * end state off the timeline and is asserted live by the cluster suite.
 */
export const scenarios = [
  {
    id: 'T1-skip-analysis',
    title: 'skipAnalysis: true promotes the failing canary',
    async play(world) {
      await badRelease(world)
      const from = world.mark('the procedure’s “immediate rollback”')
      await world.run('skipAnalysis', procedure.skipAnalysis(world))
      await world.until('the end of the run', ({ phase }) => phase === 'Succeeded')
      await world.watch(15)
      return from
    },
    verdict: ({ end }) => ({
      promotedTheBadVersion: end.primary?.image === 'app:1.1.0-bad' && end.phase === 'Succeeded',
      usersSeeErrors: end.errorRatio > 0.2
    })
  },
  {
    id: 'T2-delete-canary',
    title: 'Deleting the Canary takes the primary and its Services away',
    async play(world) {
      await badRelease(world)
      const from = world.mark('the procedure’s “stops progressive deployment”')
      await world.run('delete', procedure.deleteCanary(world))
      await world.until('the primary gone', ({ primary }) => primary === null)
      await world.watch(15)
      return from
    },
    verdict: ({ end }) => ({
      primaryIsGone: end.primary === null,
      routesAreGone: end.weights === null,
      usersAreCutOff: end.errorRatio === 1
    })
  },
  {
    id: 'T3-undo-target',
    title: 'Undo of the target picks a failed attempt and starts its analysis',
    async play(world) {
      await badRelease(world, '1.1.0-bad40')
      await world.until('the automatic rollback', ({ phase }) => phase === 'Failed')
      await world.release('1.2.0-bad')
      world.mark('released 1.2.0-bad')
      await world.until('the second bad release on trial', onTrial)
      const from = world.mark('the procedure’s undo')
      await world.run('undo', procedure.undo(world))
      await world.watch(25)
      return from
    },
    verdict: ({ end, after }) => ({
      restoredTheFailedAttempt: end.target?.image === 'app:1.1.0-bad40',
      triedItOnUsers: after.some(
        ({ phase, weights }) => phase === 'Progressing' && (weights?.['product-service-canary'] ?? 0) > 0
      )
    })
  },
  {
    id: 'T4-undo-everything',
    title: 'Undoing every Deployment reverts untouched services, and a second run brings the bad build back',
    async play(world) {
      await world.until('the primary', initialized)
      for (const version of ['3.0.0', '4.0.0']) {
        await world.cluster.kubectl(['apply'], deployment(world.namespace, 'untouched', version, 1))
        await world.cluster.kubectl([
          '-n',
          world.namespace,
          'rollout',
          'status',
          'deployment/untouched',
          '--timeout=60s'
        ])
      }
      for (const version of ['1.0.0', '1.1.0-bad']) {
        await world.cluster.kubectl(['apply'], deployment(world.namespace, 'ill', version, 1))
        await world.cluster.kubectl(['-n', world.namespace, 'rollout', 'status', 'deployment/ill', '--timeout=60s'])
      }
      const from = world.mark('the procedure’s loop')
      const images = []
      for (let round = 1; round <= 2; round += 1) {
        for (const name of ['untouched', 'ill']) await world.run(`loop ${round}`, procedure.undo(world, name))
        const state = {}
        for (const name of ['untouched', 'ill']) {
          const found = await world.cluster.api.get(`/apis/apps/v1/namespaces/${world.namespace}/deployments/${name}`)
          state[name] = found.spec.template.spec.containers[0].image
        }
        images.push(state)
      }
      world.images = images
      return from
    },
    verdict: ({ world }) => ({
      revertedTheUntouchedService: world.images[0].untouched === 'app:3.0.0',
      secondRunBroughtTheBadBuildBack: world.images[1].ill === 'app:1.1.0-bad'
    })
  },
  {
    id: 'T5-first-weight-only',
    title: 'Setting only the first weight to 100 leaves the canary its share',
    async play(world) {
      await badRelease(world)
      const from = world.mark('the quick reference’s patch')
      await world.run('weight', procedure.firstWeight(world))
      await world.watch(4)
      return from
    },
    verdict: ({ after }) => ({
      canaryKeptAWeight: after.some((sample) => (canaryWeight(sample) ?? 0) > 0),
      usersStillSawErrors: after.some(({ errorRatio }) => errorRatio > 0)
    })
  },
  ...[1, 3, 5].map((threshold) => ({
    id: `T10-automatic-threshold-${threshold}`,
    title: `Automatic rollback with threshold ${threshold} and interval 10 s`,
    analysis: { threshold },
    async play(world) {
      await badRelease(world)
      const first = await world.until('the first failed check', ({ failedChecks: count }) => count >= 1)
      await world.until('the automatic rollback', ({ phase }) => phase === 'Failed', 240)
      await world.watch(3)
      return first.at
    },
    verdict: ({ after, from }) => {
      const failed = after.find(({ phase }) => phase === 'Failed')
      const seconds = failed ? Math.round(failed.at - from) : null
      return {
        secondsFromFirstFailure: seconds,
        withinThresholdTicksPlusOne: seconds !== null && seconds <= threshold * 10 + 5,
        messageNamesNoCause: failed?.message === 'Canary analysis failed, Deployment scaled to zero.'
      }
    }
  })),
  {
    id: 'T11-reapplied-manifest',
    title: 'A manifest that is applied again every 30 s undoes the undo (standing in for a GitOps controller)',
    async play(world) {
      await world.until('the primary', initialized)
      const apply = () => world.cluster.kubectl(['apply'], deployment(world.namespace, 'managed', '2.0.0-bad', 1))
      await world.cluster.kubectl(['apply'], deployment(world.namespace, 'managed', '1.0.0', 1))
      await world.cluster.kubectl(['-n', world.namespace, 'rollout', 'status', 'deployment/managed', '--timeout=60s'])
      await apply()
      await world.cluster.kubectl(['-n', world.namespace, 'rollout', 'status', 'deployment/managed', '--timeout=60s'])
      const loop = setInterval(() => void apply().catch(() => undefined), 30_000)
      const from = world.mark('undo')
      await world.run('undo', procedure.undo(world, 'managed'))
      const image = async () =>
        (await world.cluster.api.get(`/apis/apps/v1/namespaces/${world.namespace}/deployments/managed`)).spec.template
          .spec.containers[0].image
      world.imageAfterUndo = await image()
      await world.watch(35)
      world.imageLater = await image()
      clearInterval(loop)
      return from
    },
    verdict: ({ world }) => ({
      undoWorked: world.imageAfterUndo === 'app:1.0.0',
      wasRevertedWithin35s: world.imageLater === 'app:2.0.0-bad'
    })
  },
  {
    id: 'abort-by-failed-checks',
    title: 'Abort by raising failedChecks through the status subresource',
    async play(world) {
      await badRelease(world)
      const from = world.mark('abort')
      await world.run('failedChecks', failedChecks(world, 3))
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
    id: 'abort-by-gate',
    title: 'Abort by opening a rollback gate that the Canary already has',
    async prepare(world) {
      world.gate = await startGate()
      return {
        webhooks: [
          { name: 'rollback-gate', type: 'rollback', url: `http://127.0.0.1:${world.gate.port}/rollback/check` }
        ]
      }
    },
    async play(world) {
      await badRelease(world)
      const from = world.mark('the gate is opened')
      world.gate.open()
      await world.until('Failed', ({ phase }) => phase === 'Failed')
      await world.watch(8)
      world.gate.close()
      return from
    },
    verdict: ({ end }) => ({
      failedCleanly: end.phase === 'Failed' && canaryWeight(end) === 0,
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'abort-by-temporary-hook',
    title: 'Abort by a temporary rollback hook, taken away afterwards',
    async prepare(world) {
      world.gate = await startGate()
      world.gate.open()
      return {}
    },
    async play(world) {
      await badRelease(world)
      const from = world.mark('hook added')
      const url = `http://127.0.0.1:${world.gate.port}/rollback/check`
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
      await world.run('remove hook', [
        'patch',
        'canary',
        world.name,
        '-n',
        world.namespace,
        '--type=json',
        '-p',
        '[{"op":"remove","path":"/spec/analysis/webhooks"}]'
      ])
      await world.watch(8)
      world.gate.close()
      return from
    },
    verdict: ({ end }) => ({
      failedCleanly: end.phase === 'Failed' && canaryWeight(end) === 0,
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'suspend-and-drain',
    title: 'Suspend, then all weight to the primary',
    async play(world) {
      await badRelease(world)
      const from = world.mark('suspend and drain')
      await world.run('suspend', suspend(world, true))
      await world.run('drain', drain(world))
      await world.watch(25)
      return from
    },
    verdict: ({ end }) => ({
      stayedDrained: canaryWeight(end) === 0 && end.phase === 'Progressing',
      usersAreWell: end.errorRatio === 0
    })
  },
  {
    id: 'restore-after-bad-promotion',
    title: 'After a bad promotion: suspend, pinned undo of the primary, target aligned, one run without analysis',
    async play(world) {
      await badRelease(world)
      await world.run('skipAnalysis', procedure.skipAnalysis(world))
      await world.until(
        'the bad promotion',
        ({ phase, primary }) => phase === 'Succeeded' && primary?.image === 'app:1.1.0-bad'
      )
      await world.watch(5)
      const from = world.mark('restore')
      await world.run('suspend', suspend(world, true))
      await world.run('undo primary', [
        'rollout',
        'undo',
        `deployment/${world.name}-primary`,
        '-n',
        world.namespace,
        '--to-revision=1'
      ])
      await world.until(
        'the good primary',
        ({ primary }) => primary?.image === 'app:1.0.0' && primary.ready === primary.replicas
      )
      await world.run('align target', [
        '-n',
        world.namespace,
        'set',
        'image',
        `deployment/${world.name}`,
        'app=app:1.0.0'
      ])
      await world.run('resume', suspend(world, false))
      await world.until(
        'the run of the good version',
        ({ phase, target }) => phase !== 'Succeeded' || target?.replicas > 0
      )
      await world.until(
        'Flagger’s agreement',
        ({ phase, target }) => phase === 'Succeeded' && target?.replicas === 0,
        120
      )
      await world.run('analysis on again', [
        'patch',
        'canary',
        world.name,
        '-n',
        world.namespace,
        '--type=json',
        '-p',
        '[{"op":"remove","path":"/spec/skipAnalysis"}]'
      ])
      await world.watch(12)
      return from
    },
    verdict: ({ end }) => ({
      servesTheGoodVersion:
        end.primary?.image === 'app:1.0.0' && end.phase === 'Succeeded' && end.target?.replicas === 0,
      usersAreWell: end.errorRatio === 0
    })
  },
  ...openPoints
]

/** A loadtester's rollback gate: 200 open, 403 closed. */
async function startGate() {
  let isOpen = false
  const server = createServer((_request, response) =>
    response.writeHead(isOpen ? 200 : 403).end(isOpen ? 'Approved' : 'Forbidden')
  )
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    open: () => (isOpen = true),
    close: () => server.close()
  }
}

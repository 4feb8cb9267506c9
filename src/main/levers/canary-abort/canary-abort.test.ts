import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { watchedIds } from '../../providers/flagger/watched.ts'
import { namespaceIds, routeKinds } from '../../providers/routes/kinds.ts'
import { canaryKit, canaryStage, canaryWorld, type CanaryWorldShape } from '../canary-frame/testing/canary-stage.ts'
import { meshLists, meshOf } from '../canary-frame/testing/mesh.ts'
import { replicaSetObject, workloadObject } from '../canary-frame/testing/workloads.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { canaryAbort } from './index.ts'

const replicaSets = '/apis/apps/v1/namespaces/shop/replicasets'

/** At 30 %, with the promoted template in the target's history, behind a failed attempt. */
const onTrial: CanaryWorldShape = {
  flagger: true,
  lists: meshLists,
  target: { revision: 3 },
  others: [
    ...meshOf(30),
    { collection: replicaSets, object: replicaSetObject('cart', 1, 'cart:1') },
    { collection: replicaSets, object: replicaSetObject('cart', 2, 'cart:bad') },
    { collection: replicaSets, object: replicaSetObject('cart', 3, 'cart:2') }
  ]
}

const said = (message: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: message.slice(0, 5), namespace: 'shop', uid: message },
  involvedObject: { uid: 'uid-canary-cart' },
  type: 'Warning',
  lastTimestamp: '2026-11-29T02:13:25Z',
  message
})
/** Events of a rollback of Flagger's that the server does not take. */
const hanging = {
  [watchedIds.events]: [
    said('Rolling back cart.shop failed checks threshold reached 5'),
    said('VirtualService cart.shop update failed: forbidden')
  ]
}

const steps = async (shape: CanaryWorldShape): Promise<readonly string[]> => {
  const { plan } = await (await canaryStage(canaryAbort, shape)).plan()
  return plan.steps.map(({ id }) => id)
}

describe('an abort', () => {
  playsEveryKill(canaryKit(canaryAbort, () => canaryStage(canaryAbort, onTrial)))
})

describe('the steps of an abort', () => {
  test('arm before the weights, and put the target back on the promoted template at the end', async () => {
    const { plan } = await (await canaryStage(canaryAbort, onTrial)).plan()
    expect(plan.steps.map(({ id }) => id)).toEqual(['evidence', 'arm', 'weights-1', 'arm-again', 'failed', 'target'])
    expect(plan.steps[4]?.waitsBy).toMatch(
      /wait canary\/\S+ '--for=jsonpath=\{\.status\.phase\}=Failed' --timeout=\d+s$/
    )
    const commands = plan.steps.map(({ command }) => command)
    expect(commands[1]).toBe(
      `kubectl --context test -n shop patch canaries.flagger.app cart --subresource=status --type=merge -p '{"status":{"failedChecks":5}}'`
    )
    expect(commands.at(-1)).toMatch(/rollout undo deployment\/cart --to-revision=1$/)
    expect(plan.changes).toMatchObject([
      { title: 'Traffic', before: [{ value: 70 }, { value: 30 }], after: [{ value: 100 }, { value: 0 }] }
    ])
    expect(plan.withoutYou.text).toMatch(/at the latest/)
    expect(plan.blocked).toBeUndefined()
  })

  test('may be overtaken by a check that is under way, which is said; while it is suspended there is none', async () => {
    const said = async (shape: CanaryWorldShape): Promise<string> =>
      (await (await canaryStage(canaryAbort, shape)).plan()).plan.notes.join(' ')
    expect(await said(onTrial)).toContain('A check that is under way may lead users back to the release once')
    expect(await said({ ...onTrial, canary: { spec: { suspend: true } } })).not.toContain('under way')
  })

  test('begin with traffic and target where the target is not ready', async () => {
    const shape = { ...onTrial, target: { revision: 3, ready: 1 } }
    expect(await steps(shape)).toEqual(['evidence', 'weights-1', 'target', 'arm', 'failed'])
  })

  test('resume a suspended Canary once it is armed and without traffic', async () => {
    const shape = { ...onTrial, canary: { spec: { suspend: true } } }
    expect(await steps(shape)).toEqual(['evidence', 'arm', 'weights-1', 'resume', 'arm-again', 'failed', 'target'])
  })

  test('are offered where a release was taken from its users and is held, though nothing asks for a change', () => {
    const hold = { level: 'hold', judgements: [] } as unknown as Verdict
    const held = { ...onTrial, canary: { spec: { suspend: true } } }
    expect(canaryAbort.judge(canaryWorld(held, hold))).toMatchObject({
      state: 'offered',
      reason: expect.stringContaining('rolled back and resumed, and its target is put back') as string
    })
    expect(canaryAbort.judge(canaryWorld(onTrial, hold))).toMatchObject({ state: 'fits' })
    expect(canaryAbort.judge(canaryWorld(held))).toMatchObject({ state: 'fits' })
  })

  test('leave the weights of an A/B run to Flagger', async () => {
    const shape = { ...onTrial, canary: { analysis: { iterations: 10, match: [{}] } } }
    expect(await steps(shape)).toEqual(['evidence', 'arm', 'arm-again', 'failed', 'target'])
  })

  test('do without Flagger where it is dead', async () => {
    expect(await steps({ ...onTrial, controllerReady: 0 })).toEqual(['evidence', 'weights-1', 'target'])
  })

  test('do without Flagger where its own write is refused, and say so', async () => {
    const shape = { ...onTrial, flagger: false, canary: { status: { failedChecks: 5 } }, seen: hanging }
    expect(await steps(shape)).toEqual(['evidence', 'weights-1', 'target'])
    const { plan } = await (await canaryStage(canaryAbort, shape)).plan()
    expect(plan.guards.find(({ id }) => id === 'flagger')).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('its write is refused at each check') as string
    })
    expect(plan.withoutYou.text).toBe('nothing rolls back')
  })

  test('take a hook where it was chosen, and take it out again', async () => {
    const stage = await canaryStage(canaryAbort, onTrial)
    const result = await stage.result({ by: 'hook' })
    if (result.kind !== 'plan') return expect.fail(result.kind)
    expect(result.planned.steps.map(({ id }) => id)).toEqual([
      'evidence',
      'arm',
      'weights-1',
      'failed',
      'disarm',
      'target'
    ])
  })

  test('leave a target alone whose history has not the promoted template', async () => {
    const others = onTrial.others?.filter(({ object }) => object.metadata.name !== 'cart-1') ?? []
    const { plan } = await (await canaryStage(canaryAbort, { ...onTrial, others })).plan()
    expect(plan.steps.map(({ id }) => id)).not.toContain('target')
    expect(plan.guards.find(({ id }) => id === 'target')).toMatchObject({ status: 'warning' })
  })

  test('go without weights where no route can be read', async () => {
    const { plan } = await (
      await canaryStage(canaryAbort, { ...onTrial, others: onTrial.others?.slice(3) ?? [], lists: [] })
    ).plan()
    expect(plan.steps.map(({ id }) => id)).not.toContain('weights-1')
    expect(plan.takesEffect).toMatch(/next check/)
  })
})

describe('aborting by a hook', () => {
  playsEveryKill(
    canaryKit(canaryAbort, async () => {
      const stage = await canaryStage(canaryAbort, onTrial)
      return { ...stage, plan: () => stage.planFor({ by: 'hook' }) }
    })
  )
})

/** What an abort leaves that stopped after Flagger was told: it has rolled back, and nobody has put the target back. */
const rolledBack: CanaryWorldShape = {
  ...onTrial,
  canary: { status: { phase: 'Failed', canaryWeight: 0, failedChecks: 0 } },
  target: { revision: 3, replicas: 0, ready: 0 },
  others: [...meshOf(0), ...(onTrial.others?.slice(meshOf(30).length) ?? [])]
}

describe('what is left of an abort that stopped between its steps', () => {
  const continues = { runId: 'r', how: 'goOn' } as const
  const left = async (shape: CanaryWorldShape, choice: { by: 'failedChecks' | 'hook' } | null = null) => {
    const { tools } = await canaryStage(canaryAbort, shape)
    const result = await canaryAbort.plan({ choice, continues, why: '' }, tools)
    return result.kind === 'plan' ? result.planned : result
  }

  test('is the target on the promoted template, once Flagger has rolled back', async () => {
    const plan = await left(rolledBack, { by: 'failedChecks' })
    if ('kind' in plan) return expect.fail(plan.kind === 'notNeeded' ? plan.reason : plan.kind)
    expect(plan.steps.flatMap((step) => (step.kind === 'do' ? [step.command] : []))).toEqual([
      expect.stringMatching(/rollout undo deployment\/cart --to-revision=1$/)
    ])
    expect(plan.plan.words.title).toBe('Finish aborting the canary cart')
    expect(plan.plan.continues).toEqual(continues)
    expect(plan.plan.guards).not.toContainEqual(expect.objectContaining({ status: 'blocked' }))
  })

  test('is the hook, too, where it stands still', async () => {
    const webhooks = [{ name: 'backout-rollback', type: 'rollback', url: 'http://127.0.0.1:8080/healthz' }]
    const plan = await left({ ...rolledBack, canary: { ...rolledBack.canary, analysis: { webhooks } } }, { by: 'hook' })
    if ('kind' in plan) return expect.fail(plan.kind)
    expect(plan.steps.map(({ id }) => id)).toEqual(['disarm', 'target'])
  })

  test('is a route that sends to the target still', async () => {
    const plan = await left({ ...rolledBack, others: onTrial.others ?? [] })
    if ('kind' in plan) return expect.fail(plan.kind)
    expect(plan.steps.map(({ id }) => id)).toEqual(['weights-1', 'target'])
  })

  test('is nothing where the target is back already, and the reason says so', async () => {
    const result = await left({ ...rolledBack, target: { image: 'cart:1', revision: 3, replicas: 0, ready: 0 } })
    expect(result).toEqual({
      kind: 'notNeeded',
      reason: 'Nothing is left to send: Flagger has rolled this release back. cart has the promoted template already.'
    })
  })

  test('is the whole abort while the release is still on trial', async () => {
    const plan = await left(onTrial)
    if ('kind' in plan) return expect.fail(plan.kind)
    expect(plan.steps.map(({ id }) => id)).toContain('failed')
  })
})

describe('how an abort stands', () => {
  test.each([
    ['on trial', {}, 'fits', /at once/],
    [
      'waiting for its promotion',
      { canary: { status: { phase: 'WaitingPromotion', canaryWeight: 0 } } },
      'fits',
      /at once/
    ],
    ['an A/B run', { canary: { analysis: { iterations: 9, match: [{}] } } }, 'fits', /next check/],
    ['Flagger is dead', { controllerReady: 0 }, 'fits', /does not react/],
    [
      'its rollback hangs',
      { canary: { status: { failedChecks: 5 } }, seen: hanging },
      'fits',
      /rollback hangs.*done without Flagger/
    ],
    ['the primary is not ready', { primary: { ready: 1 } }, 'refused', /primary is not ready/],
    ['the primary has no pods', { primary: { replicas: 0 } }, 'refused', /primary is not ready/],
    ['being promoted', { canary: { status: { phase: 'Promoting' } } }, 'refused', /Bring the primary back/],
    ['finalising', { canary: { status: { phase: 'Finalising' } } }, 'refused', /Bring the primary back/],
    ['its promotion failed', { canary: { status: { phase: 'Failed', canaryWeight: 100 } } }, 'refused', /broken one/],
    ['failed', { canary: { status: { phase: 'Failed', canaryWeight: 0 } } }, 'notNeeded', /already/],
    ['waiting for its gate', { canary: { status: { phase: 'Waiting' } } }, 'notNeeded', /no user is on it/],
    ['at rest', { canary: { status: { phase: 'Succeeded' } } }, 'notNeeded', /No release/],
    ['skipAnalysis is set', { canary: { spec: { skipAnalysis: true } } }, 'refused', /Suspend the Canary at once/],
    ['an unknown phase', { canary: { status: { phase: 'Dreaming' } } }, 'unknown', /not known/],
    ['no Canary', { seen: { canaries: [] } }, 'notHere', /No Canary/]
  ] as const)('%s', (_, shape, state, reason) => {
    expect(canaryAbort.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})

describe('while istiod does not answer', () => {
  const silent = async (shape: CanaryWorldShape) => {
    const stage = await canaryStage(canaryAbort, shape)
    stage.api.silence()
    return (await stage.plan()).plan
  }

  test('it is armed all the same, and the plan says that users stay until istiod is back', async () => {
    const plan = await silent(onTrial)
    expect(plan.blocked).toBeUndefined()
    expect(plan.takesEffect).toBe('with the first check after istiod is back')
    expect(plan.guards[0]).toMatchObject({ id: 'istiod', status: 'warning' })
  })

  test('the target is not put back under its users', async () => {
    const plan = await silent({ ...onTrial, flagger: false, canary: { status: { failedChecks: 5 } }, seen: hanging })
    expect(plan.blocked).toMatchObject({ code: 'unreachable' })
  })
})

/** The routes as they are followed. */
function routed(weight: number): NonNullable<CanaryWorldShape['seen']> {
  const all = meshOf(weight).map(({ object }) => object)
  const kinds = Object.entries(routeKinds).flatMap(([kind, { versions }]) =>
    versions.map((version) => [`${kind}.${version}`, kind === 'virtualservices' ? all.slice(-1) : []] as const)
  )
  const deployments = [workloadObject('cart', { image: 'cart:2' }), workloadObject('cart-primary')]
  return Object.fromEntries([
    ...kinds,
    [namespaceIds.services, all.slice(0, -1)],
    [namespaceIds.deployments, deployments]
  ])
}

test('now is drawn by what part of the requests the failing release gets, and by pods where weights do not say it', () => {
  const present = (shape: CanaryWorldShape) => {
    const seen = canaryAbort.judge(canaryWorld(shape)).present
    return seen.state === 'value' ? seen.value.map(({ value, tone }) => [value, tone]) : seen.state
  }
  const status = { phase: 'Progressing', canaryWeight: 30, failedChecks: 2 }
  expect(present({ ...onTrial, canary: { status } })).toEqual([
    [70, 'good'],
    [30, 'bad']
  ])
  // The status keeps the weight of the last check when the users have been led away before the next one.
  const moved = { ...onTrial, canary: { status: { ...status, failedChecks: 10 } } }
  expect(present({ ...moved, seen: routed(0) })).toEqual([
    [100, 'good'],
    [0, 'bad']
  ])
  expect(present({ ...moved, seen: routed(20) })).toEqual([
    [80, 'good'],
    [20, 'bad']
  ])
  const waiting = { ...onTrial, canary: { status: { ...status, phase: 'WaitingPromotion', canaryWeight: 0 } } }
  // While it waits for its promotion the status says 0, and the routes do not.
  expect(present({ ...waiting, seen: routed(50) })).toEqual([
    [50, 'good'],
    [50, 'bad']
  ])
  expect(present(waiting)).not.toContainEqual([0, 'bad'])
})

import { describe, expect, it } from 'vitest'
import { restartStep } from '../../actions/workload-restart/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Lever, World } from '../../ports/lever.ts'
import { unheardText } from '../../providers/routes/istio/unheard-pods.ts'
import { deploymentObject, virtualServiceObject, weightedRule } from '../../providers/routes/testing/mesh.ts'
import { toyLever, toyPlan } from '../testing/toy/toy-lever.ts'
import { drainStage, drainWorld } from '../traffic-drain/testing/drain-stage.ts'
import { replacesPods } from './replaces-pods.ts'

const routed = [virtualServiceObject('cart', { hosts: ['cart'], http: [weightedRule(100, 0)] })]
const opened = 'cart-primary'

/** The service beside an istiod with so many ready pods. */
function worldWith(readyReplicas: number, virtualServices: readonly KubeObject[] = routed): World {
  const world = drainWorld({ virtualServices, opened })
  const metadata = { name: 'istiod', namespace: 'istio-system', uid: 'i' }
  const istiod: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, status: { readyReplicas } }
  const objects = new Map(world.objects)
  return { ...world, objects: objects.set('istiod.deployments', { state: 'value', value: [istiod], observedAt: '' }) }
}

/** Restarts a Deployment. */
function restarting(name: string): Lever {
  return replacesPods({
    ...toyLever,
    plan: async (_request, tools) => {
      const step = restartStep(tools, {
        id: 'restart',
        title: `Restart ${name}`,
        deployment: deploymentObject(name, { app: name }),
        now: tools.clock.now(),
        after: []
      })
      return { kind: 'plan', planned: toyPlan(tools, [step]), isChosen: false }
    }
  } as Lever)
}

async function guardsOf(lever: Lever, world: World): Promise<readonly string[]> {
  const { tools } = await drainStage()
  const result = await lever.plan({ choice: null, continues: null, why: '' }, { ...tools, world })
  return result.kind === 'plan' ? result.planned.plan.guards.map(({ text }) => text) : [result.kind]
}

describe('a lever that replaces pods, while istiod is away', () => {
  const lever = restarting(opened)

  it('is possible, and not recommended, with the reason first', () => {
    expect(lever.judge(worldWith(0))).toMatchObject({ state: 'possible', reason: `${unheardText} They are on.` })
    expect(lever.judge(worldWith(1))).toMatchObject({ state: 'fits', reason: 'They are on.' })
  })

  it('is as it is where no route reaches the service', () => {
    expect(lever.judge(worldWith(0, []))).toMatchObject({ state: 'fits' })
  })

  it('leaves what is not recommended anyway as it is', () => {
    const refused = replacesPods({ ...toyLever, judge: () => ({ ...toyLever.judge(worldWith(1)), state: 'refused' }) })
    expect(refused.judge(worldWith(0)).state).toBe('refused')
  })

  it('warns in its plan of the Deployments that are changed, and is planned anew when istiod goes', async () => {
    expect(await guardsOf(lever, worldWith(0))).toContain(unheardText)
    expect(await guardsOf(lever, worldWith(1))).not.toContain(unheardText)
    expect(await guardsOf(restarting('other'), worldWith(0))).not.toContain(unheardText)
    expect(lever.planKey(worldWith(0))).not.toBe(lever.planKey(worldWith(1)))
  })

  it('warns once where one is made of another', async () => {
    const guards = await guardsOf(replacesPods(lever), worldWith(0))
    expect(guards.filter((text) => text === unheardText)).toHaveLength(1)
  })
})

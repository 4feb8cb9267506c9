import { expect, it } from 'vitest'
import type { SeenScaler } from '../providers/kubernetes/scaling/seen-scalers.ts'
import { judgeCommand } from './index.ts'
import { canaryService, canary, hpa, plainService } from './testing/service-facts.ts'

const keda: SeenScaler = { ...hpa, kind: 'ScaledObject', system: 'KEDA', title: 'ScaledObject shop/checkout' }
const blind = { state: 'blind', why: 'FailedGetResourceMetric: no metrics' } as const
const pausedAt = (at: number | null) => ({ state: 'paused', paused: { annotation: 'a', at } }) as const

const scale = (replicas: number, name = 'checkout') =>
  `kubectl --context prod -n shop scale deployment/${name} --replicas=${replicas}`

function judged(scaler: Partial<SeenScaler>, replicas: number, of = hpa) {
  return judgeCommand(scale(replicas), { ...plainService, scalers: [{ ...of, ...scaler }] })
}

it.each([
  [hpa, {}, 8, 'sets its own number again at its next look', 'Raise minReplicas of hpa checkout to 8'],
  [hpa, {}, 20, 'puts it back to 10', 'Raise minReplicas and maxReplicas of hpa checkout to 20'],
  [hpa, { min: 3 }, 2, 'puts it back to 3', 'Lower minReplicas of hpa checkout to 2'],
  [hpa, blind, 8, 'gets no metrics: 8 stay until it does', 'Raise minReplicas'],
  [hpa, blind, 20, 'puts it back to 10', 'Raise'],
  [hpa, { state: 'off' }, 4, 'switches HorizontalPodAutoscaler shop/checkout on again', null],
  [keda, {}, 8, 'sets its own number again', 'Raise minReplicaCount of scaledobject checkout to 8'],
  [keda, pausedAt(0), 4, 'is paused at 0, not at 4', null]
] as const)('a number that is not the command’s to set is warned of (%#)', (of, scaler, replicas, lead, instead) => {
  const { verdict, traps } = judged(scaler, replicas, of)
  expect(verdict).toBe('warned')
  const trap = traps.find(({ id }) => id.startsWith('scaled')) ?? expect.fail('no trap')
  expect(trap.lead).toContain(lead)
  if (instead === null) expect(trap.instead).toBeUndefined()
  else expect(trap.instead).toContain(instead)
})

it.each([
  ['nothing scales it', []],
  ['it is another workload’s', [{ ...hpa, workload: 'cart' }]],
  ['KEDA is paused as it is', [{ ...keda, ...pausedAt(null) }]],
  ['KEDA is paused at that number', [{ ...keda, ...pausedAt(8) }]]
])('a number lasts where %s', (_why, scalers) => {
  expect(judgeCommand(scale(8), { ...plainService, scalers }).verdict).toBe('noTrap')
})

it('none at all is an outage, whatever scales it', () => {
  const { verdict, traps } = judged({}, 0)
  expect([verdict, traps.map(({ id }) => id)]).toEqual(['refused', ['scale deployments/checkout']])
})

it('of a primary it is the target’s autoscaler whose limits last', () => {
  const [first] = [{ ...canary, spec: { ...(canary['spec'] as object), autoscalerRef: { name: 'checkout' } } }]
  const scalers = [{ ...hpa, name: 'checkout-primary', workload: 'checkout-primary' }]
  const facts = { ...canaryService, canaries: [first], scalers }
  const [trap] = judgeCommand(scale(8, 'checkout-primary'), facts).traps
  expect(trap?.instead).toContain('of hpa checkout to 8')
})

it.each([
  [undefined, 'An autoscaler may set another number again'],
  [[], 'It brings no earlier release back.']
])('fewer pods are warned of without a word of an autoscaler that is known not to be there (%#)', (scalers, text) => {
  const facts = { ...plainService, ...(scalers === undefined ? {} : { scalers }) }
  expect(judgeCommand(scale(1), facts).traps[0]?.text).toContain(text)
})

import { expect, it } from 'vitest'
import { misshapen } from './object-shape.ts'
import { metadataShape, objectShapes } from './object-shapes.ts'

const deployment = (spec: object): unknown => ({ spec })

it.each([
  [{ replicas: 0 }, null],
  [{ replicas: null }, null],
  [{}, null],
  [{ replicas: 2_147_483_647 }, null],
  [{ replicas: 2_147_483_648 }, 'spec.replicas is no count'],
  [{ replicas: -5 }, 'spec.replicas is no count'],
  [{ replicas: 1e308 }, 'spec.replicas is no count'],
  [{ replicas: 1.5 }, 'spec.replicas is no count'],
  [{ replicas: '3' }, 'spec.replicas is no count'],
  [{ paused: 'yes' }, 'spec.paused is no true or false'],
  [{ strategy: { rollingUpdate: { maxSurge: '25%' } } }, null],
  [
    { strategy: { rollingUpdate: { maxSurge: '25' } } },
    'spec.strategy.rollingUpdate.maxSurge is no count or percentage'
  ],
  [{ template: { spec: { containers: [{ name: 'a' }, null] } } }, 'spec.template.spec.containers[1] is null'],
  [{ template: { spec: { containers: { 0: {} } } } }, 'spec.template.spec.containers is no list'],
  [{ selector: { matchLabels: { app: 5 } } }, 'spec.selector.matchLabels is no map of texts']
])('a Deployment with the spec %j: %s', (spec, problem) => {
  const shape = objectShapes.get('Deployment')
  expect(shape && misshapen(deployment(spec), shape)).toBe(problem)
})

it.each([
  ['2026-03-01T00:00:00Z', true],
  ['2026-03-01T00:00:00.123456789Z', true],
  ['2026-03-01T00:00:00+01:00', true],
  ['+275760-09-13T00:00:00Z', false],
  ['2026-13-45T99:00:00Z', false],
  ['yesterday', false],
  ['', false],
  [0, false]
])('the time %j', (creationTimestamp, isTime) => {
  expect(misshapen({ creationTimestamp }, metadataShape) === null).toBe(isTime)
})

it('names the member of a list', () => {
  expect(misshapen({ managedFields: [{}, { time: 5 }] }, metadataShape, 'metadata')).toBe(
    'metadata.managedFields[1].time is no time'
  )
})

it.each([
  [{ name: 'cart', namespace: 'shop' }, null],
  [{ name: '--kubeconfig=/tmp/x', namespace: 'shop' }, 'name is no name'],
  [{ name: 'cart', namespace: '-A' }, 'namespace is no name'],
  [{ name: 'cart', ownerReferences: [{ kind: 'ReplicaSet', name: '--all' }] }, 'ownerReferences[0].name is no name']
])('a name that a command line would take for a flag: %j', (metadata, problem) => {
  expect(misshapen(metadata, metadataShape)).toBe(problem)
})

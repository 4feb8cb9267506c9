import { expect, test } from 'vitest'
import { failureOf } from '../../../../contract/index.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import { istiodRelated } from './istiod.ts'
import { isIstiodDown } from './seen-istiod.ts'

const observedAt = '2026-11-29T02:13:20.000Z'
const ref = { namespace: 'shop', name: 'checkout' }
const value = (...items: readonly KubeObject[]) => ({ state: 'value', value: items, observedAt }) as const
const object = (kind: string, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace: 'istio-system', uid: kind },
  status
})
const known = (seen: object): WatchedObjects =>
  new Map(Object.entries({ 'virtualservices.v1': value(object('VirtualService')), ...seen })) as WatchedObjects
const istiod = (readyReplicas?: number) => object('Deployment', readyReplicas === undefined ? {} : { readyReplicas })

test.each([
  ['a pod of it is ready', [istiod(1)], false],
  ['none is', [istiod()], true],
  ['one revision of it is well', [istiod(), istiod(2)], false],
  ['it is somewhere else', [], false]
])('istiod is down where %s: %o', (_what, found, isDown) => {
  expect(isIstiodDown(known({ 'istiod.deployments': value(...found) }))).toBe(isDown)
})

test('is followed where there are VirtualServices, and where it usually is when not everywhere', () => {
  const paths = (seen: object) => istiodRelated(ref, known(seen)).map(({ path }) => path)
  expect(paths({ 'virtualservices.v1': value() })).toEqual([])
  expect(paths({})).toEqual(['/apis/apps/v1/deployments'])
  const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'no'), observedAt } as const
  expect(paths({ 'istiod.deployments': forbidden })).toContain('/apis/apps/v1/namespaces/istio-system/deployments')
  expect(isIstiodDown(known({ 'istiod.deployments': forbidden }))).toBe(false)
})

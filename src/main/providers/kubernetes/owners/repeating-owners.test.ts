import { expect, test } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { repeatingOwners } from './repeating-owners.ts'
import { noWriters, seeWriters, type SeenWriters } from './seen-writers.ts'

interface Write {
  readonly by: string
  /** Seconds after the beginning. */
  readonly at: number
  readonly image?: string
  readonly env?: string
  readonly replicas?: number
  readonly subresource?: string
}

const begins = Date.parse('2026-03-01T02:00:00Z')
const iso = (seconds: number): string => new Date(begins + seconds * 1_000).toISOString()

/** The readings that a server sends of a Deployment that is written like this, one a write. */
function readings(writes: readonly Write[], uid = 'd'): readonly KubeObject[] {
  const managed = new Map<string, NonNullable<KubeObject['metadata']['managedFields']>[number]>()
  const now = { image: 'api:1', env: 'a', replicas: 2 }
  return writes.map(({ by, at, subresource = '', ...fields }, index) => {
    Object.assign(now, fields)
    const template = 'replicas' in fields ? {} : { 'f:template': { 'f:spec': {} } }
    const spec = { 'f:spec': template }
    managed.set(`${by}${subresource}`, { manager: by, operation: 'Update', time: iso(at), subresource, fieldsV1: spec })
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cart', namespace: 'shop', uid, generation: index + 1, managedFields: [...managed.values()] },
      spec: {
        replicas: now.replicas,
        template: {
          spec: { containers: [{ name: 'api', image: now.image, env: [{ name: 'MODE', value: now.env }] }] }
        }
      }
    }
  })
}

const seenIn = (objects: readonly KubeObject[], before: SeenWriters = noWriters): SeenWriters =>
  objects.reduce(seeWriters, before)
const ownersAfter = (...writes: readonly Write[]) => repeatingOwners(seenIn(readings(writes)))

const first: Write = { by: 'shop-operator', at: 0, image: 'api:2' }
/** Somebody's change, and the operator's answer to it. */
const round = (at: number, afterSeconds: number, by = 'shop-operator', who = 'kubectl-set'): readonly Write[] => [
  { by: who, at, image: 'api:1' },
  { by, at: at + afterSeconds, image: 'api:2' }
]

test('a manager that put the template back twice is named, with how often and how long between', () => {
  expect(ownersAfter(first, ...round(60, 14))).toEqual([])
  expect(ownersAfter(first, ...round(60, 14), ...round(240, 20))).toMatchObject([
    {
      system: 'controller',
      role: 'controller',
      name: 'Field manager shop-operator',
      reconciles: 'repeated',
      effect:
        'It put fields of the pod template back 2 times while this was watched, at most 20 s after the change and at most 3 min 6 s apart; the last time at 02:04:20Z.',
      evidence: 'managedFields: shop-operator, while this was watched'
    }
  ])
})

test('one that puts back a single field of several counts, and so does one that undoes what we did', () => {
  const change = (at: number): Write => ({ by: 'kubectl-backout', at, image: 'api:1', env: `b${at}` })
  const answer = (at: number): Write => ({ by: 'shop-operator', at, image: 'api:2' })
  const effect = expect.stringContaining(
    '2 times while this was watched, within a second of the change and at most 30 s apart'
  )
  expect(ownersAfter(first, change(10), answer(10), change(40), answer(40))).toMatchObject([{ effect }])
})

test.each([
  ['kubectl of a person', 'kubectl-edit'],
  ['an undo by kubectl', 'kubectl-rollout'],
  ['Backout', 'kubectl-backout'],
  ['Backout, what lasts', 'backout'],
  ['the controllers of the cluster', 'kube-controller-manager'],
  ['Flagger', 'flagger'],
  ['a system that is named by its manager', 'argocd-application-controller']
])('%s is not accused', (_what, by) => {
  const start: Write = { ...first, by }
  expect(ownersAfter(start, ...round(60, 5, by, 'node-fetch'), ...round(90, 5, by, 'node-fetch'))).toEqual([])
})

test('who scales is not accused, however often: HPA by its subresource, an operator by the field', () => {
  const scaling = Array.from({ length: 12 }, (_, index): Write => {
    const operator: Write = { by: 'scaler', at: index * 20, replicas: index % 2 === 0 ? 3 : 9 }
    return index % 3 === 0 ? { ...operator, by: 'kube-controller-manager', subresource: 'scale' } : operator
  })
  expect(ownersAfter(first, ...scaling)).toEqual([])
})

test('a pipeline that releases new versions, or the old one once and hours later again, is not accused', () => {
  const release = (at: number, image: string): Write => ({ by: 'deployer', at, image })
  expect(ownersAfter(release(0, 'api:1'), release(900, 'api:2'), release(1_800, 'api:3'))).toEqual([])
  const rare = [...round(60, 300, 'deployer'), ...round(20_000, 300, 'deployer')]
  expect(ownersAfter({ ...first, by: 'deployer' }, ...rare)).toEqual([])
})

test('one that writes the template again and again is said to, though nobody else wrote', () => {
  const writes = [0, 1, 2, 3, 4].map((index): Write => ({ by: 'tuner', at: index * 90, env: `v${index}` }))
  expect(ownersAfter(...writes.slice(0, 4))).toEqual([])
  expect(ownersAfter(...writes)).toMatchObject([
    {
      name: 'Field manager tuner',
      reconciles: 'writing',
      effect: expect.stringContaining('4 times while this was watched, at most 1 min 30 s apart')
    }
  ])
})

test('two writes that nobody saw apart are nobody’s', () => {
  const objects = readings([first, ...round(60, 14), ...round(240, 20)])
  // The change of the second round and its answer come as one.
  expect(repeatingOwners(seenIn(objects.filter((_, index) => index !== 3)))).toEqual([])
})

test('another object of the name, and a server that went back in time, begin anew', () => {
  const [a, b, c, d, e] = readings([first, ...round(60, 14), ...round(240, 20)])
  const other = readings([first], 'other')
  const known = [a, b, c].filter((one) => one !== undefined)
  const rest = [d, e].filter((one) => one !== undefined)
  expect(repeatingOwners(seenIn([...known, ...other, ...rest]))).toEqual([])
  expect(repeatingOwners(seenIn([...known, ...known.slice(0, 1), ...rest]))).toEqual([])
})

test('what a hostile server sends costs little and is kept in bounds', () => {
  const writes = Array.from({ length: 300 }, (_, index): Write => ({
    by: `m${index}\u202e`,
    at: index,
    image: `${index % 2}`.repeat(100_000)
  }))
  // What others do with this computer meanwhile is no cost of ours.
  const before = process.cpuUsage()
  const seen = seenIn(readings(writes))
  expect(seen.restorations.length + seen.writes.length).toBeLessThanOrEqual(64)
  expect(JSON.stringify([...seen.changed, ...(seen.fields ?? [])]).length).toBeLessThan(5_000)
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000)
  const [object] = readings([first])
  const huge = { ...object, spec: { template: { spec: Array.from({ length: 5_000 }, (_, index) => ({ index })) } } }
  const deep = {
    ...object,
    spec: { template: Array.from({ length: 40 }).reduce((inner) => ({ ['x'.repeat(500)]: inner }), 1) }
  }
  for (const each of [huge, deep]) expect(seenIn([each as KubeObject]).fields).toBeNull()
})

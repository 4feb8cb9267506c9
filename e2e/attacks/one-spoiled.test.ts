import { describe, expect, it, onTestFinished } from 'vitest'
import type { LeftOut, Observed } from '../../src/contract/index.ts'
import { expectedAt } from '../../src/main/connections/expected-kind.ts'
import { asKubeList } from '../../src/main/connections/kube-json.ts'
import { kubePath } from '../../src/main/providers/kubernetes/kube-path.ts'
import { isJsonObject } from '../../src/main/lib/json-access.ts'
import { openTest } from '../../src/main/connections/testing/open-connection.ts'
import { sendJson } from '../../src/main/connections/testing/tls-server.ts'
import { findPrometheus } from '../../src/main/providers/prometheus/index.ts'
import { watchUnder } from '../../src/main/testing/hostile/watched.ts'
import { readRecording } from '../drill/recording.ts'
import { pathsIn, type Path } from './paths-in.ts'

/** Of what each field is not. */
const wrong: readonly unknown[] = [null, 'x', -5, 1e308, true, [], [null], {}, { toString: 1 }]

const kinds = [
  ['apps', 'deployments', 'Deployment'],
  ['apps', 'replicasets', 'ReplicaSet'],
  ['', 'pods', 'Pod'],
  ['', 'events', 'Event']
] as const

/** Three objects of a kind, as a real server sent them. */
function threeOf(kind: string): readonly Record<string, unknown>[] {
  const objects = readRecording().flatMap(({ response }) => {
    try {
      const body: unknown = JSON.parse(response.body ?? '')
      if (!isJsonObject(body)) return []
      if (body['kind'] === kind) return [body]
      return body['kind'] === `${kind}List` && Array.isArray(body['items']) ? body['items'].filter(isJsonObject) : []
    } catch {
      return []
    }
  })
  const inShop = objects.filter(({ metadata }) => isJsonObject(metadata) && metadata['namespace'] === 'shop')
  const [first = expect.fail(`no ${kind} was recorded`)] = inShop
  return ['a', 'b', 'c'].map((letter) => {
    const metadata = isJsonObject(first['metadata']) ? first['metadata'] : {}
    return { ...first, metadata: { ...metadata, name: `one-${letter}`, uid: `uid-${letter}` } }
  })
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? replaced(item, rest, by) : item))
  return isJsonObject(value) ? { ...value, [key]: replaced(value[key], rest, by) } : value
}

describe('one object of a list with one field of another type', () => {
  it.each(kinds)('%s %s: the others are read, and it is used or named', (group, resource, kind) => {
    const path = kubePath({ group, version: 'v1', resource, namespace: 'shop' })
    const [first, ...others] = threeOf(kind)
    const problems: string[] = []
    let tried = 0
    for (const field of pathsIn(first)) {
      for (const by of wrong) {
        tried += 1
        const apiVersion = group === '' ? 'v1' : 'apps/v1'
        const items = [...others, replaced(first, field, by)]
        const page = asKubeList({ apiVersion, kind: `${kind}List`, metadata: {}, items }, expectedAt(path))
        const isWhole = page.items.length === 3 && page.spoiled.length === 0
        const isSaid =
          page.items.length === 2 &&
          page.spoiled.length === 1 &&
          page.items.every(({ metadata }) => metadata.name !== 'one-a') &&
          /one-a|item 3 of the list/.test(page.spoiled[0]?.problem ?? '')
        if (!isWhole && !isSaid) problems.push(`${field.join('.')} = ${JSON.stringify(by)}`)
      }
    }
    expect(tried).toBeGreaterThan(100)
    expect(problems).toEqual([])
  })
})

it('a pod that a watch spoils is left out and said, the others stay, and it comes back', async () => {
  const attacked = await watchUnder('changedPod', [[['status', 'phase'], 5]])
  onTestFinished(() => attacked.close())
  const leftOut = (observed: Observed<readonly unknown[]>): LeftOut | null =>
    (observed.state === 'value' && observed.leftOut) || null
  const without = await attacked.until('the pod left out', ({ pods }) => leftOut(pods) !== null)
  expect(leftOut(without.pods)).toEqual({
    count: 1,
    problems: [expect.stringMatching(/^status\.phase is no text in Pod shop\//)]
  })
  expect(without.pods.state === 'value' && without.pods.value.length).toBeGreaterThan(0)
  const signal = without.signals.find(({ id }) => id === 'newPodsUnavailable')
  expect(signal?.measure).toMatchObject({ state: 'unknown', why: 'partial' })
})

it('a pod that is whole again is there again', async () => {
  const attacked = await watchUnder('changedPod', [
    [['status', 'phase'], 5],
    [null, null]
  ])
  onTestFinished(() => attacked.close())
  const { pods } = await attacked.until('the pods', (view) => view.pods.state === 'value')
  expect(pods).not.toHaveProperty('leftOut')
})

it('a Service that cannot be used hides no Prometheus, and is named where none is found', async () => {
  const service = (name: string, labels: unknown): object => ({
    metadata: { name, namespace: 'monitoring', uid: name, labels },
    spec: { ports: [{ name: 'web', port: 9090 }] }
  })
  let items = [service('odd', { app: 5 }), service('prometheus', {})]
  const result = [{ metric: {}, value: [Date.now() / 1_000, '1'] }]
  const { connection, close } = await openTest((request, response) =>
    sendJson(
      response,
      (request.url ?? '').includes('/proxy/')
        ? { status: 'success', data: { resultType: 'vector', result } }
        : { apiVersion: 'v1', kind: 'ServiceList', metadata: {}, items }
    )
  )
  onTestFinished(close)
  expect(await findPrometheus(connection.reader)).toMatchObject({
    state: 'value',
    value: { target: { service: 'prometheus' } }
  })
  items = [service('odd', { app: 5 }), service('web', {})]
  expect(await findPrometheus(connection.reader)).toMatchObject({
    state: 'absent',
    reason: expect.stringContaining('1 object left out: metadata.labels is no map of texts in Service monitoring/odd.')
  })
})

describe('a list of pods', () => {
  const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace: 'shop' })
  const pod = (name: string, phase: unknown): object => ({
    metadata: { name, namespace: 'shop', uid: name },
    status: { phase }
  })
  const spoiled = (count: number): readonly object[] => Array.from({ length: count }, (_, at) => pod(`odd-${at}`, 5))

  async function listed(items: readonly object[], isLenient: boolean) {
    const { connection, close } = await openTest((_request, response) =>
      sendJson(response, { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '1' }, items })
    )
    onTestFinished(close)
    const named: string[] = []
    const onSpoiled = (all: readonly { readonly name: string }[]): void =>
      void named.push(...all.map(({ name }) => name))
    const list = await connection.reader.list(path, { tries: 1, ...(isLenient ? { onSpoiled } : {}) })
    return { names: list.items.map(({ metadata }) => metadata.name), named }
  }

  it('is what can be used, for who hears what cannot', async () => {
    expect(await listed([pod('well', 'Running'), ...spoiled(2)], true)).toEqual({
      names: ['well'],
      named: ['odd-0', 'odd-1']
    })
  })

  it.each([
    ['for who concludes from what is not in it', [pod('well', 'Running'), ...spoiled(1)], false],
    ['when nothing of it can be used', spoiled(3), true],
    ['when more than 1,000 cannot', [pod('well', 'Running'), ...spoiled(1_001)], true]
  ])('is refused whole, with the first reason, %s', async (_what, items, isLenient) => {
    await expect(listed(items, isLenient)).rejects.toThrow('status.phase is no text in Pod shop/odd-0')
  })
})

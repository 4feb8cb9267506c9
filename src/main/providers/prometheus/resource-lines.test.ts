import { expect, it } from 'vitest'
import type { Prometheus } from './prometheus.ts'
import { resourceCharts, resourceLine } from './resource-lines.ts'

const at = (second: number): string => new Date(second * 1_000).toISOString()
const range = { fromAt: at(0), toAt: at(60), stepSeconds: 30 }
const pod = (name: string, cluster: string, ...values: readonly (number | null)[]) => ({
  labels: { pod: name, cluster },
  points: values.map((value, index) => ({ at: at(index * 30), value }))
})

const lineOf = async (id: string, series: readonly ReturnType<typeof pod>[], cluster?: string) => {
  const chart = resourceCharts({ namespace: 'shop', name: 'cart' }, 30).find((one) => one.id === id)
  const prometheus = { target: { cluster }, queryRange: async () => series } as unknown as Prometheus
  return (await resourceLine(prometheus, chart ?? expect.fail(id), range, undefined))([0, 30, 60]).values
}

it('shows the pod that has most, adds restarts up, and leaves out what nothing measures', async () => {
  const series = [pod('cart-1', '', 100, 300, null), pod('cart-2', '', 200, 200, null)]
  expect(await lineOf('memory', series)).toEqual([200, 300, null])
  expect(await lineOf('restarts', series)).toEqual([300, 500, null])
  expect(await lineOf('cpu', [])).toEqual([null, null, null])
})

it('takes no other cluster’s pods for its own', async () => {
  const series = [pod('cart-1', 'west', 100, 100, 100), pod('cart-1', 'east', 900, 900, 900)]
  expect(await lineOf('memory', series)).toEqual([null, null, null])
  expect(await lineOf('memory', series, 'west')).toEqual([100, 100, 100])
})

it.each([
  [{}, 'cart-5d8f7c9b6-x2x4z', true],
  [{}, 'cart-primary-5d8f7c9b6-x2x4z', false],
  [{ kind: 'StatefulSet' as const }, 'cart-12', true],
  [{ kind: 'StatefulSet' as const }, 'cart-5d8f7c9b6-x2x4z', false],
  [{ kind: 'DaemonSet' as const }, 'cart-x2x4z', true]
])('knows the pods of %o by their names: %s', (kind, name, is) => {
  const query = resourceCharts({ namespace: 'shop', name: 'cart', ...kind }, 30)[0]?.query ?? ''
  const form = JSON.parse(`"${/pod=~"([^"]+)"/.exec(query)?.[1] ?? ''}"`) as string
  expect(new RegExp(`^(?:${form})$`).test(name)).toBe(is)
})

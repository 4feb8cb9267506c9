import { expect, it, onTestFinished } from 'vitest'
import type { Prometheus } from '../providers/prometheus/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { pollMoreSignals } from './poll-more-signals.ts'

/** Answers every range with memory that grows by 4 MiB a minute. */
const growing = {
  queryRange: async (_query: string, fromAt: string) => [
    {
      labels: { pod: 'checkout-1' },
      points: Array.from({ length: 16 }, (_, minute) => ({
        at: new Date(Date.parse(fromAt) + minute * 60_000).toISOString(),
        value: (100 + 4 * minute) * 2 ** 20
      }))
    }
  ]
} as unknown as Prometheus

const pod = {
  metadata: { name: 'checkout-1' },
  spec: { containers: [{ resources: { limits: { memory: '256Mi' } } }] },
  status: { startTime: '2026-03-01T01:00:00Z', phase: 'Running' }
} as unknown as KubeObject

it('is being read, and not quiet, until the pods are known and memory was read once', async () => {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  let pods: readonly KubeObject[] | null = null
  let prometheus: Prometheus | null = null
  let told = () => {}
  const read = new Promise<void>((resolve) => (told = resolve))
  const signals = pollMoreSignals({
    namespace: 'shop',
    pods: () => pods,
    isMemoryJudged: true,
    business: [],
    prometheus: () => prometheus,
    clock: { speed: 1, now: () => new Date('2026-03-01T02:00:00Z'), sleep: async () => undefined },
    abort: closing.signal,
    onChange: () => told()
  })
  expect(signals()).toEqual([])
  prometheus = growing
  expect(signals()).toMatchObject([{ id: 'memoryLeft', measure: { state: 'unknown', why: 'loading' } }])
  pods = [pod]
  await read
  expect(signals()).toMatchObject([{ id: 'memoryLeft', measure: { state: 'known', value: 1_440 } }])
})

import { scrapeAtOrAfter, type Labels, type ScrapeGrid, type Series } from '../prometheus/series.ts'
import type { PodLife } from './traffic.ts'

/** What an ordinary container has, bytes, and the share of its answers that end in an order. */
const usualBytes = 120 * 1_048_576
const usualOrders = 0.04
/** Processor seconds that an answer takes, and what a container takes without any. */
const secondsEach = 0.004
const idleCores = 0.01

/**
 * What is scraped of one pod besides requests: cadvisor's memory and processor time, by the kubelet's labels, and the orders that the program
 * counts itself.
 */
export function podSeries(
  life: PodLife,
  scraped: Labels,
  grid: ScrapeGrid,
  sinceMs: number,
  lastMs: number
): readonly Series[] {
  const { pod, firstServedMs, answered } = life
  const { memory, orders = usualOrders, errorRatio } = pod.build
  const firstMs = scrapeAtOrAfter(grid, Math.max(sinceMs, firstServedMs))
  const kubelet = { namespace: pod.namespace, pod: pod.name, container: pod.workload, job: 'kubelet' }
  return [
    {
      labels: { __name__: 'container_memory_working_set_bytes', ...kubelet },
      firstMs,
      lastMs,
      valueAt: (atMs) =>
        memory ? Math.round(memory.bytes + (memory.growsBy * Math.max(0, atMs - firstServedMs)) / 60_000) : usualBytes
    },
    {
      labels: { __name__: 'container_cpu_usage_seconds_total', ...kubelet },
      firstMs,
      lastMs,
      valueAt: (atMs) => answered.total(atMs) * secondsEach + (Math.max(0, atMs - firstServedMs) / 1_000) * idleCores
    },
    {
      labels: { __name__: 'shop_orders_total', app: pod.workload, ...scraped },
      firstMs,
      lastMs,
      valueAt: (atMs) => Math.floor(answered.total(atMs) * (1 - errorRatio) * orders)
    }
  ]
}

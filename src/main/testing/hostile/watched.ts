import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Observed, ServiceView } from '../../../contract/index.ts'
import { createKubeConnection } from '../../connections/index.ts'
import { createClock } from '../../lib/clock.ts'
import { watchService } from '../../status/index.ts'
import { startHostileServer } from './start-hostile-server.ts'

const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }
const MiB = 1_048_576

/** What an attack cost. */
export interface Cost {
  /** Most of what the process grew by, MiB. */
  readonly memoryMiB: number
  /** Longest time in which nothing else could be done, milliseconds. */
  readonly blockedMs: number
  /** Processor time by real time. */
  readonly cores: number
}

export interface Attacked {
  /** Resolves with the first view that is so. @throws Error after `withinMs` */
  until(what: string, is: (view: ServiceView) => boolean, withinMs?: number): Promise<ServiceView>
  view(): ServiceView | undefined
  cost(): Cost
  close(): Promise<void>
}

/** Follows `shop/checkout` of a hostile server, as the console does, from before the attack begins. */
export async function watchUnder(attack: string, argument?: unknown): Promise<Attacked> {
  const server = await startHostileServer()
  const clock = createClock(null)
  const connection = await createKubeConnection({
    kubeconfig: server.kubeconfig,
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    clock,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
  await server.say(attack, argument)
  const abort = new AbortController()
  let latest: ServiceView | undefined
  const waiting = new Set<() => void>()
  const beganAtMs = performance.now()
  const cpu = process.cpuUsage()
  const before = process.memoryUsage().rss
  let peak = before
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10)
  watchService(
    {
      connection,
      ref: { namespace: 'shop', name: 'checkout' },
      metrics: (): Observed<never> => ({ state: 'absent', reason: 'none', observedAt: clock.now().toISOString() }),
      limits,
      clock,
      abort: abort.signal
    },
    ({ view }) => {
      latest = view
      for (const ask of waiting) ask()
    }
  )
  return {
    view: () => latest,
    until: (what, is, withinMs = 15_000) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(ask)
          reject(new Error(`${what}: not seen; the last was ${JSON.stringify(latest).slice(0, 2_000)}`))
        }, withinMs)
        function ask(): void {
          if (latest === undefined || !is(latest)) return
          waiting.delete(ask)
          clearTimeout(late)
          resolve(latest)
        }
        waiting.add(ask)
        ask()
      }),
    cost() {
      const { user, system } = process.cpuUsage(cpu)
      return {
        memoryMiB: Math.round((Math.max(peak, process.memoryUsage().rss) - before) / MiB),
        blockedMs: Math.round(delay.max / 1e6),
        cores: Number(((user + system) / 1_000 / (performance.now() - beganAtMs)).toFixed(2))
      }
    },
    async close() {
      clearInterval(sampling)
      delay.disable()
      abort.abort()
      connection.close()
      await server.close()
    }
  }
}

import type { Simulation } from '../../clock/simulation.ts'
import type { Draw } from '../../world/random.ts'
import type { DnsAnswer, DnsQuestion } from '../dns/wire.ts'
import type { Regions } from '../regions.ts'

/** What one second of all visitors came to. */
export interface VisitorSecond {
  readonly atMs: number
  readonly lookups: number
  /** Lookups that came back without an address. */
  readonly darkLookups: number
  readonly requests: number
  readonly errors: number
}

export interface Visitors {
  /** Oldest first, one a simulated second. */
  readonly seconds: readonly VisitorSecond[]
  /** Requests after a time, up to another one; simulated milliseconds. */
  readonly between: (fromMs: number, toMs: number) => { readonly requests: number; readonly errors: number }
  /** How many hold a connection to each region now, by its name. */
  connected(): Readonly<Record<string, number>>
}

export interface VisitorPorts {
  readonly simulation: Simulation
  readonly draw: Draw
  readonly regions: Regions
  /** The name that they type. */
  readonly host: string
  /** Makes a resolver with a cache of its own; each visitor has one, so that they do not all ask at the same time. */
  readonly newResolver: () => (question: DnsQuestion) => DnsAnswer
}

interface Visitor {
  readonly resolver: (question: DnsQuestion) => DnsAnswer
  /** For how long a connection is kept while it works. */
  readonly holdMs: number
  /** Host behind the connection; undefined without one. */
  host: string | undefined
  untilMs: number
}

const count = 48

/** The host behind the address that the chain of aliases ends in; undefined where there is none. */
function reached(answer: DnsAnswer): string | undefined {
  const found = answer.answers.find(({ type }) => type === 'A')
  return found?.type === 'A' ? (found.of ?? found.name) : undefined
}

/**
 * Visitors who ask their resolver, connect, and stay there: most for as long as a browser keeps an idle connection, some
 * from a pool that is kept for many minutes. Whoever fails asks again.
 */
export function createVisitors({ simulation, draw, regions, host, newResolver }: VisitorPorts): Visitors {
  const seconds: VisitorSecond[] = []
  const visitors = Array.from({ length: count }, (_, index): Visitor => {
    const isPool = index % 6 === 0
    return {
      resolver: newResolver(),
      holdMs: (isPool ? draw.between(300, 900) : draw.between(5, 60)) * 1000,
      host: undefined,
      untilMs: 0
    }
  })

  const tick = (): void => {
    const nowMs = simulation.nowMs()
    let [lookups, darkLookups, errors] = [0, 0, 0]
    for (const visitor of visitors) {
      if (visitor.host === undefined || nowMs >= visitor.untilMs) {
        lookups++
        visitor.host = reached(visitor.resolver({ name: host, type: 'A' }))
        visitor.untilMs = nowMs + visitor.holdMs
        if (visitor.host === undefined) darkLookups++
      }
      const isServed = visitor.host !== undefined && regions.stateOf(visitor.host) === 'serves'
      if (isServed) continue
      errors++
      visitor.host = undefined
    }
    seconds.push({ atMs: nowMs, lookups, darkLookups, requests: visitors.length, errors })
    simulation.after(1000, tick)
  }
  simulation.after(1000, tick)
  return {
    seconds,
    between(fromMs, toMs) {
      let [requests, errors] = [0, 0]
      for (let index = seconds.length - 1; index >= 0; index--) {
        const second = seconds[index]
        if (second === undefined || second.atMs <= fromMs) break
        if (second.atMs > toMs) continue
        requests += second.requests
        errors += second.errors
      }
      return { requests, errors }
    },
    connected() {
      const at = Object.fromEntries(regions.all.map(({ name }) => [name, 0]))
      for (const visitor of visitors) {
        const name = regions.all.find((region) => region.host === visitor.host)?.name
        if (name !== undefined) at[name] = (at[name] ?? 0) + 1
      }
      return at
    }
  }
}

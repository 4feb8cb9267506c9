import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'

/** What a proof needs beside what was sent. */
export const drainProof = z.object({
  namespace: z.string(),
  away: z.string(),
  into: z.string(),
  left: z.number(),
  /** Deployments that get a share of the same rules, those two among them. */
  beside: z.array(z.string())
})

export type DrainProof = z.infer<typeof drainProof>

/** Phases of the proof as lines of the run: what is drained gets no requests, and what it tells is of another service. */
export function drainPhases(into: string) {
  return [
    { id: 'traffic', title: 'See the requests move', expectedMs: 75_000 },
    { id: 'users', title: `Prove it: errors and latency of ${into}`, expectedMs: 60_000 }
  ]
}

export type DrainCheck = 'weights' | 'traffic' | 'errorRatio' | 'latency'

/** The checks of a drain, each as it was last seen. */
export interface DrainBoard {
  all(): readonly Check[]
  set(name: DrainCheck, status: Check['status'], evidence: string): void
}

/** @param now ISO, by the clock of the run's place */
export function drainBoard({ away, into, left }: DrainProof, now: () => string): DrainBoard {
  const titles: Readonly<Record<DrainCheck, string>> = {
    weights: 'The routes ask for it',
    traffic: left === 0 ? `No request reaches ${away}` : `About ${left} % of the requests reach ${away}`,
    errorRatio: `Errors of ${into} under the limit`,
    latency: `P95 of ${into} as normal`
  }
  const checks = new Map<DrainCheck, Check>()
  const board: DrainBoard = {
    all: () => [...checks.values()],
    set(name, status, evidence) {
      const blocks = name === 'latency' ? status === 'False' : status !== 'True'
      checks.set(name, { name, title: titles[name], status, blocks, evidence, observedAt: now() })
    }
  }
  for (const name of ['weights', 'traffic', 'errorRatio', 'latency'] as const)
    board.set(name, 'Unknown', 'Not looked at yet')
  return board
}

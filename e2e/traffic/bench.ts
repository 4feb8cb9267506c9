import type { Bench } from '../cluster/bench.ts'
import { openBench } from '../cluster/bench.ts'
import type { Client } from './users.ts'
import { createClient } from './users.ts'

/** The control plane that `npm run test:traffic` shares with the tests, and what carries requests on it. */
export interface TrafficBench extends Bench {
  /** What is built besides, and runs. */
  readonly runs: { readonly flux: boolean; readonly rollouts: boolean }
  /** Starts an Envoy of a client in a namespace. */
  client(namespace: string): Promise<Client>
  /** Kills istiod, or starts it again at the same ports. */
  setIstiod(running: boolean): Promise<void>
  /** Halts what istiod pushes on its way to the proxies, or lets it go on. */
  setRelay(running: boolean): Promise<void>
}

const address = process.env['BACKOUT_TRAFFIC'] ?? ''

/** Whether real traffic can be had; without it none of its tests runs. */
export const hasTraffic = address !== ''

/** Rejects when the tests were not started by `npm run test:traffic`. */
export async function openTraffic(): Promise<TrafficBench> {
  const bench = await openBench()
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${address}${path}`)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    ...bench,
    runs: (await ask('/runs')) as TrafficBench['runs'],
    async client(namespace) {
      const { admin } = (await ask(`/client?namespace=${namespace}`)) as { readonly admin: number }
      return createClient(admin)
    },
    setIstiod: async (running) => void (await ask(`/istiod?running=${running}`)),
    setRelay: async (running) => void (await ask(`/relay?running=${running}`))
  }
}

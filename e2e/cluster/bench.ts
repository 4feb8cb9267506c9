import type { Endpoint } from '../drill/endpoint.ts'

/** The running control plane that `npm run test:cluster` shares with the tests. */
export interface Bench extends Endpoint {
  /** Its control address: what users saw, and switches. The kubeconfigs do not contain it. */
  readonly url: string
  readonly tokens: Readonly<Record<'admin' | 'operator' | 'viewer' | 'reader' | 'stranger', string>>
  readonly kubeconfigs: Readonly<Record<string, string>>
  /** The program that holds kubectl. */
  readonly kube: string
  /** etcd's client address; objects are stored as JSON. */
  readonly etcd: string
  /** Prometheus itself, not through the API server. */
  readonly metricsUrl: string
  /** Flagger's own address: health and metrics. */
  readonly flaggerUrl: string
  /** Where everything that it writes is; its programs name it in their command lines. */
  readonly folder: string
  /** How long it took to start, without the build. */
  readonly readySeconds: number
}

/** Whether the cluster target runs; without it only the drill's does. */
export const hasBench = process.env['BACKOUT_CLUSTER'] !== undefined

// Vitest that is told to end does not wait for its workers, and one of these would play on for minutes. Its own exit is
// what vitest forbids them.
if (hasBench) process.once('disconnect', () => process.kill(process.pid))

/** Where the shared control plane is. Rejects when the tests were not started by `npm run test:cluster`. */
export async function openBench(): Promise<Bench> {
  const url = process.env['BACKOUT_CLUSTER'] ?? ''
  if (url === '') throw new Error('BACKOUT_CLUSTER is not set; npm run test:cluster sets it')
  const bench = (await (await fetch(`${url}/cluster`)).json()) as Omit<Bench, 'url' | 'port'>
  return { ...bench, url, port: Number(new URL(bench.server).port) }
}

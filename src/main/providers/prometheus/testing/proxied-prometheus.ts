import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FailureError, type ServicePrometheus } from '../../../../contract/index.ts'
import { apiAddress } from '../../kubernetes/api-address.ts'
import { kubeFailure } from '../../kubernetes/kube-failure.ts'
import type { KubeReader } from '../../../ports/kube.ts'

export const target: ServicePrometheus = {
  namespace: 'monitoring',
  service: 'prometheus',
  port: '9090',
  scheme: 'http',
  foundBy: 'name'
}

/** When everything is asked. */
export const askedAt = new Date('2026-01-01T00:00:00Z')

const servers: Server[] = []
/** To be called after each test. */
export function closeServers(): void {
  for (const server of servers.splice(0)) server.close()
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void

/** A reader over plain HTTP to a server that stands for the API server with its service proxy. */
export async function readerTo(answer: Answer): Promise<KubeReader> {
  const server = createServer((request, response) =>
    answer(request, response, new URL(request.url ?? '', 'http://x.invalid'))
  )
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const raw: KubeReader['raw'] = async (path, options = {}) => {
    const query = new URLSearchParams(options.query).toString()
    const answered = await fetch(`${base}${path}?${query}`, { redirect: 'manual' })
    const body = await answered.text()
    if (!answered.ok)
      throw new FailureError(
        kubeFailure({ address: apiAddress('GET', path), status: answered.status, body, environment: 'e', user: 'ann' })
      )
    return { status: answered.status, headers: {}, body, serverAt: null, auditId: null, durationMs: 1 }
  }
  const unused = (): never => {
    throw new Error('not used')
  }
  return {
    raw,
    async list(path, options) {
      const list = JSON.parse((await raw(path, options)).body)
      return { resourceVersion: '1', items: list.items }
    },
    get: unused,
    preview: unused,
    review: unused,
    watch: unused
  }
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

export type Samples = readonly (readonly [Readonly<Record<string, string>>, string])[]

export function vector(...samples: Samples): object {
  return vectorAt(askedAt, ...samples)
}

export function vectorAt(at: Date, ...samples: Samples): object {
  const result = samples.map(([metric, value]) => ({ metric, value: [at.getTime() / 1_000, value] }))
  return { status: 'success', data: { resultType: 'vector', result } }
}

/** What a mesh's Prometheus holds: the answer to each kind of query; nothing where it is left out. */
export interface Mesh {
  readonly rates?: Samples
  readonly p95?: Samples
  /** Samples of series in a span of so many seconds. */
  readonly counts?: Readonly<Record<number, Samples>>
  /** Unix seconds of the newest sample by workload. */
  readonly newest?: Samples
  readonly connections?: Samples
  readonly warnings?: readonly string[]
  /** When it says that it evaluated. */
  readonly at?: Date
}

/** Answers as that Prometheus does; `asked` hears of every query. */
export function answersOf(mesh: Mesh, asked: (query: string) => void = () => undefined): Answer {
  return (_, response, url) => {
    const query = url.searchParams.get('query') ?? ''
    asked(query)
    const span = Number(/count_over_time\(.*\[(\d+)s\]/.exec(query)?.[1] ?? 0)
    const samples = query.startsWith('histogram_quantile')
      ? mesh.p95
      : query.includes('count_over_time(')
        ? mesh.counts?.[span]
        : query.includes('timestamp(')
          ? mesh.newest
          : query.includes('istio_tcp_')
            ? mesh.connections
            : mesh.rates
    const { warnings, at = askedAt } = mesh
    json(response, { ...vectorAt(at, ...(samples ?? [])), ...(warnings ? { warnings } : {}) })
  }
}

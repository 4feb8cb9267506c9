import { get } from 'node:https'
import { startTlsServer, type TestServer } from '../src/main/connections/testing/tls-server.ts'
import type { Drill } from './drill.ts'
import { operatorCredentials } from './operator.ts'

/**
 * A Mimir in front of a drill's Prometheus: its API is below `/prometheus`, a token is wanted, and a tenant is named. What it
 * answers is the drill's.
 * @param wanted `behind`: namespace and name of the Service of the drill's Prometheus
 */
export async function startMetricsGateway(
  world: Drill,
  wanted: { readonly token: string; readonly tenant: string; readonly behind: () => string }
): Promise<TestServer> {
  const { ca, token } = await operatorCredentials(world)
  return startTlsServer(({ url = '', headers }, response) => {
    const refuse = (status: number, error: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ status: 'error', error }))
    }
    if (headers.authorization !== `Bearer ${wanted.token}`) return refuse(401, 'no such token')
    // grafana/dskit user/http.go ExtractOrgIDFromHTTPRequest
    if (headers['x-scope-orgid'] !== wanted.tenant) return refuse(401, 'no org id')
    if (!url.startsWith('/prometheus/api/v1/')) return refuse(404, 'not found')
    const [namespace, service] = wanted.behind().split('/')
    const path = `/api/v1/namespaces/${namespace}/services/${service}/proxy${url.replace('/prometheus', '')}`
    get(new URL(path, world.server), { ca, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' })
      answer.pipe(response)
    }).on('error', () => refuse(502, 'the drill does not answer'))
  })
}

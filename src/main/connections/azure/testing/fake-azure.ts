import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson, startTlsServer, type TestServer } from '../../testing/tls-server.ts'
import type { AzureAccess } from '../create-azure-connection.ts'
import { fakeAccount, type FakeAccount } from './fake-account.ts'
import { startFakeGroup, type FakeGroup } from './fake-group.ts'
import { startFakePostgres, type FakePostgres } from './fake-postgres.ts'
import { startNameServer, type Answering } from './name-server.ts'

/** One endpoint as it is; its probe is looked at when somebody reads the profile. */
export interface FakeEndpoint {
  readonly name: string
  readonly target: string
  readonly priority: number
  status: 'Enabled' | 'Disabled'
  /** Whether its region answers probes. */
  isWell: boolean
  monitorStatus: string
}

/** What becomes of a change, or, as a function, what is answered to it; `apply` makes it take effect. */
export type ChangeFault =
  | 'pass'
  | 'loseRequest'
  | 'loseAnswer'
  | ((response: ServerResponse, request: IncomingMessage, apply: () => void) => void)

/** Azure in memory: sign-in, one Traffic Manager profile, the regions that it leads to, their data, and a name server. */
export interface FakeAzure {
  readonly access: AzureAccess
  readonly server: TestServer
  readonly endpoints: readonly [FakeEndpoint, FakeEndpoint]
  readonly account: FakeAccount
  readonly sql: FakeGroup
  readonly postgres: FakePostgres
  /** `x-ms-client-request-id` of every change that took effect. */
  readonly effects: readonly string[]
  /** Changes that arrived, whether or not they took effect. */
  sent(): number
  /** Of the next change that has none yet. */
  fault(next: ChangeFault): void
  /** The answer to reads from now on; null for the profile again. */
  reads(answer: ((response: ServerResponse) => void) | null): void
  /** What is answered for names from now on, where that is not null; else what the profile says. */
  names(answering: Answering): void
  /** Members of the profile's properties that are others than usual. */
  properties: Readonly<Record<string, unknown>>
  /** What is answered to who asks what may be done, and for locks; null to refuse to say. */
  permissions: readonly object[] | null
  locks: readonly object[] | null
  denyAssignments: readonly object[] | null
  /** State of the subscription; null to refuse to say. */
  subscriptionState: string | null
  /** Of tokens that are given from now on, seconds, and whose they are: an object id. */
  tokenSeconds: number
  principal: string | null
  close(): Promise<void>
}

const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const tenant = '0f2b6c1d-3a4e-4c5f-8b7a-9d0e1f2a3b4c'
const profile = 'tm-istio-aks'
const fqdn = 'istio-aks.trafficmanager.net'
const id = `/subscriptions/${subscription}/resourceGroups/rg-istio-aks-prd/providers/Microsoft.Network/trafficManagerProfiles/${profile}`
const path = new RegExp(`^${id}(?:/ExternalEndpoints/(?<endpoint>[^/?]+))?\\?api-version=2022-04-01$`, 'i')

/** Starts with a first region that is down and enabled, and a second that is well and disabled. */
export async function startFakeAzure(): Promise<FakeAzure> {
  const endpoints: FakeAzure['endpoints'] = [
    endpoint('primary-endpoint', 'eastus2.shop.example', 1, false),
    endpoint('secondary-endpoint', 'westus2.shop.example', 2, true)
  ]
  const effects: string[] = []
  let changes = 0
  const faults: ChangeFault[] = []
  let naming: Answering | null = null
  let reading: ((response: ServerResponse) => void) | null = null
  const fake: Pick<
    FakeAzure,
    'properties' | 'permissions' | 'locks' | 'denyAssignments' | 'subscriptionState' | 'tokenSeconds' | 'principal'
  > = {
    properties: {},
    permissions: [{ actions: ['*'], notActions: [] }],
    locks: [],
    denyAssignments: [],
    subscriptionState: 'Enabled',
    tokenSeconds: 3_599,
    principal: null
  }
  const group = `/subscriptions/${subscription}/resourceGroups/rg-istio-aks-prd`
  const account = fakeAccount(group, () => server.url)
  const sql = await startFakeGroup(group, () => server.url)
  const postgres = await startFakePostgres(group, () => server.url)
  const server = await startTlsServer((request, response, body) => {
    const url = request.url ?? ''
    const gateway = account.isGateway(request.headers.host ?? '')
    if (gateway !== null) return void (gateway ? sendJson(response, {}, 401) : request.socket.destroy())
    const region = endpoints.find(({ target }) => request.headers.host === target)
    if (region) return void (region.isWell ? response.end('ok') : request.socket.destroy())
    if (url.includes('/.well-known/openid-configuration')) return sendJson(response, discovery(server.url))
    if (url.includes('/oauth2/v2.0/token')) return sendJson(response, tokenOf(fake))
    const [, about] = /\/providers\/Microsoft\.Authorization\/(permissions|locks|denyAssignments)\?/.exec(url) ?? []
    if (about !== undefined) {
      const value = fake[about as 'permissions' | 'locks' | 'denyAssignments']
      const error = { code: 'AuthorizationFailed', message: 'It may not be asked.' }
      return value ? sendJson(response, { value }) : sendJson(response, { error }, 403)
    }
    if (request.method === 'GET' && new RegExp(`^/subscriptions/${subscription}\\?`).test(url))
      return fake.subscriptionState === null
        ? sendJson(response, { error: { code: 'AuthorizationFailed', message: 'It may not be asked.' } }, 403)
        : sendJson(response, { subscriptionId: subscription, state: fake.subscriptionState })
    const data = [account, sql, postgres]
    if (request.method === 'GET' && data.some((one) => one.answer(url, response))) return undefined
    const begun = beginning(request.method, url, body)
    if (begun) {
      changes += 1
      const fault = faults.shift()
      if (fault === 'loseRequest') return void request.socket.destroy()
      const apply = (): void => {
        if (begun.what.begin()) effects.push(String(request.headers['x-ms-client-request-id']))
      }
      if (typeof fault === 'function') return fault(response, request, apply)
      apply()
      if (fault === 'loseAnswer') return void request.socket.destroy()
      return sendJson(response, { status: 'Enqueued' }, 202, begun.of.accepted())
    }
    const found = path.exec(url)
    if (!found) return sendJson(response, { error: { code: 'ResourceNotFound', message: 'There is none.' } }, 404)
    if (request.method === 'GET') return reading ? reading(response) : sendJson(response, profileNow())
    changes += 1
    const fault = faults.shift()
    if (fault === 'loseRequest') return void request.socket.destroy()
    const changed = endpoints.find(({ name }) => name === found.groups?.['endpoint'])
    if (!changed) return sendJson(response, { error: { code: 'NotFound', message: 'No such endpoint.' } }, 404)
    const apply = (): void => {
      const sent = JSON.parse(body) as { readonly properties: { readonly endpointStatus: FakeEndpoint['status'] } }
      changed.status = sent.properties.endpointStatus
      changed.monitorStatus = changed.status === 'Enabled' ? 'CheckingEndpoint' : 'Disabled'
      effects.push(String(request.headers['x-ms-client-request-id']))
    }
    if (typeof fault === 'function') return fault(response, request, apply)
    apply()
    if (fault === 'loseAnswer') return void request.socket.destroy()
    return sendJson(response, endpointJson(changed), 200, { 'x-ms-request-id': 'request' })
  })
  const names = await startNameServer((name) => {
    const told = naming?.(name)
    if (told) return told
    if (
      endpoints.some(({ target }) => target === name) ||
      account.isGateway(name) !== null ||
      [sql, postgres].some((one) => one.isHost(name))
    )
      return { addresses: ['127.0.0.1'] }
    if (name !== fqdn) return null
    const answered = endpoints.filter(({ status }) => status === 'Enabled')
    const well = answered.filter(({ monitorStatus }) => monitorStatus !== 'Degraded')
    const [best] = well.length > 0 ? well : answered
    return best ? { alias: best.target } : null
  })

  /** What a request to change data begins, and of which kind; null for one that is about something else. */
  function beginning(method: string | undefined, url: string, body: string) {
    const patched = method === 'PATCH' ? postgres.patched(url, body) : null
    if (patched) return { of: postgres, what: patched }
    if (method !== 'POST') return null
    const ofSql = sql.posted(url)
    if (ofSql) return { of: sql, what: ofSql }
    const ofAccount = account.posted(url, body)
    return ofAccount && { of: account, what: ofAccount }
  }

  /** Reading it is when its probes have come round. */
  function profileNow(): object {
    for (const one of endpoints) if (one.status === 'Enabled') one.monitorStatus = one.isWell ? 'Online' : 'Degraded'
    return {
      id,
      name: profile,
      type: 'Microsoft.Network/trafficManagerProfiles',
      location: 'global',
      properties: {
        profileStatus: 'Enabled',
        trafficRoutingMethod: 'Priority',
        dnsConfig: { relativeName: 'istio-aks', fqdn, ttl: 30 },
        monitorConfig: {
          profileMonitorStatus: 'Degraded',
          protocol: 'HTTPS',
          port: Number(new URL(server.url).port),
          path: '/healthz',
          intervalInSeconds: 10,
          timeoutInSeconds: 5,
          toleratedNumberOfFailures: 2
        },
        endpoints: endpoints.map(endpointJson),
        ...fake.properties
      }
    }
  }

  const access: AzureAccess = {
    cloud: 'public',
    tenant,
    client: '11111111-2222-3333-4444-555555555555',
    proof: { way: 'secret', secret: 'kept-in-the-keychain' },
    profile: { subscription, group: 'rg-istio-aks-prd', profile },
    drill: {
      endpoints: { authorityHost: server.url, resourceManager: server.url },
      ca: server.ca,
      names: { authoritative: [names.address], recursive: [names.address] }
    }
  }
  return Object.assign(fake, {
    access,
    server,
    endpoints,
    account,
    sql,
    postgres,
    effects,
    sent: () => changes,
    fault: (fault: ChangeFault) => void faults.push(fault),
    reads: (answer: typeof reading) => void (reading = answer),
    names: (answering: Answering) => void (naming = answering),
    async close() {
      sql.close()
      postgres.close()
      await Promise.all([server.close(), names.close()])
    }
  })
}

function endpoint(name: string, target: string, priority: number, isWell: boolean): FakeEndpoint {
  const isFirst = priority === 1
  const monitorStatus = isFirst ? 'Degraded' : 'Disabled'
  return { name, target, priority, status: isFirst ? 'Enabled' : 'Disabled', isWell, monitorStatus }
}

/** With a property that no client of this version knows. */
function endpointJson({ name, target, priority, status, monitorStatus }: FakeEndpoint): object {
  return {
    id: `${id}/externalEndpoints/${name}`,
    name,
    type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
    properties: {
      endpointStatus: status,
      endpointMonitorStatus: monitorStatus,
      target,
      weight: 1,
      priority,
      endpointLocation: priority === 1 ? 'East US 2' : 'West US 2',
      alwaysServe: 'Disabled',
      newerThanUs: true
    }
  }
}

function discovery(base: string): object {
  const of = `${base}/${tenant}`
  return {
    token_endpoint: `${of}/oauth2/v2.0/token`,
    authorization_endpoint: `${of}/oauth2/v2.0/authorize`,
    issuer: `${of}/v2.0`,
    jwks_uri: `${of}/discovery/v2.0/keys`,
    end_session_endpoint: `${of}/oauth2/v2.0/logout`
  }
}

/** A JWT where it is to say whose it is, and nothing that can be read where not. */
function tokenOf({ tokenSeconds, principal }: Pick<FakeAzure, 'tokenSeconds' | 'principal'>): object {
  const said = Buffer.from(JSON.stringify({ oid: principal })).toString('base64url')
  return {
    token_type: 'Bearer',
    expires_in: tokenSeconds,
    ext_expires_in: tokenSeconds,
    access_token: principal === null ? 'opaque-token-of-the-fake' : `e30.${said}.signature-of-the-fake`
  }
}

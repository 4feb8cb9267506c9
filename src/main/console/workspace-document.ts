import * as z from 'zod/mini'
import type { ContextView } from '../../contract/index.ts'
import { azureClouds, azureWays } from '../../contract/index.ts'
import { isJsonObject } from '../lib/json-access.ts'
import type { SavedAccount } from './saved-account.ts'
import type { SavedEnvironment } from './saved-environment.ts'

const text = z.string()

/** Of earlier versions: an application with its secret was said with each environment. */
const earlierAzure = z.object({
  cloud: z.enum(['public', 'china', 'usGov']),
  tenant: text,
  client: text,
  profile: text,
  secretId: text
})

const documentSchema = z.object({
  display: z.object({
    theme: z.enum(['dark', 'light', 'contrast', 'system']),
    panes: z.record(text, z.number()),
    alarmSound: z._default(z.boolean(), false)
  }),
  connections: z.array(
    z.object({
      id: text,
      label: text,
      addedAt: text,
      currentContext: text,
      notices: z._default(z.array(text), []),
      contexts: z.array(
        z.custom<ContextView>((value) => typeof value === 'object' && value !== null && 'name' in value)
      )
    })
  ),
  environments: z.array(
    z.object({
      connectionId: text,
      context: text,
      name: text,
      kind: z.enum(['production', 'staging', 'drill']),
      kindUnset: z.exactOptional(z.literal(true)),
      namespace: text,
      prometheus: z.nullable(
        z.union([
          z.object({
            namespace: text,
            service: text,
            port: text,
            scheme: z.enum(['http', 'https']),
            path: z.exactOptional(text),
            cluster: z.exactOptional(text),
            meter: z.exactOptional(text),
            through: z.exactOptional(z.literal('portForward'))
          }),
          z.object({
            url: text,
            signIn: z.enum(['none', 'bearer', 'basic', 'certificate', 'azure']),
            user: z.exactOptional(text),
            account: z.exactOptional(text),
            tenant: z.exactOptional(text),
            cluster: z.exactOptional(text),
            meter: z.exactOptional(text),
            secretId: z.exactOptional(text)
          })
        ])
      ),
      azure: z._default(
        z.nullable(
          z.union([z.object({ accountId: text, profile: text, names: z.exactOptional(z.array(text)) }), earlierAzure])
        ),
        null
      )
    })
  ),
  azureAccounts: z._default(
    z.array(
      z.object({
        id: text,
        way: z.enum(azureWays),
        cloud: z.enum(azureClouds),
        tenant: text,
        client: text,
        who: text,
        account: text,
        tokenFile: text
      })
    ),
    []
  ),
  /** Exec plugins as they were approved. Earlier ones say less, and hold for nothing any more. */
  approvals: z.array(z.object({ path: text, real: z._default(text, ''), sha256: text, binding: z._default(text, '') })),
  /** Proxies as they were approved; earlier ones name no server, and hold for none. */
  proxies: z._default(z.array(z.union([text, z.object({ url: text, server: text })])), []),
  /**
   * API servers that may be contacted, each with what verifies it. Earlier ones are addresses alone, and hold for connections
   * of that time; those of before are read off the environments.
   */
  servers: z._default(z.nullable(z.array(z.union([text, z.object({ server: text, verified: text })]))), null),
  last: z.nullable(z.object({ connectionId: text, context: text })),
  /** What vouches for all of it that somebody agreed to; earlier versions wrote none. */
  seals: z._default(z.nullable(z.array(text)), null)
})

type Written = z.infer<typeof documentSchema>

/** A connection without its credentials. */
export type SavedConnection = Written['connections'][number]

/** What is remembered, as it is worked with: what earlier versions wrote is said in the words of this one. */
export type WorkspaceDocument = Omit<Written, 'environments'> & {
  readonly environments: readonly SavedEnvironment[]
}

const empty: WorkspaceDocument = {
  display: { theme: 'dark', panes: {}, alarmSound: false },
  connections: [],
  environments: [],
  azureAccounts: [],
  approvals: [],
  proxies: [],
  servers: [],
  last: null,
  seals: null
}

/** Pure. What was written is taken whole, or not at all: there is nothing yet then. */
export function documentIn(written: unknown): WorkspaceDocument {
  const parsed = documentSchema.safeParse(bounded(written))
  return parsed.success ? knownOnly(parsed.data) : empty
}

/** What a document is taken in with at most, the newest of each: whoever wrote more did not do it with Backout. */
export const mostSaved = {
  connections: 500,
  environments: 5_000,
  azureAccounts: 500,
  approvals: 1_000,
  proxies: 1_000,
  servers: 10_000,
  seals: 40_000
} as const
const mostContexts = 10_000

/** What is said of one connection. */
const mostNotices = 100

/** More panes than there are, are no preferences any more. */
const mostPanes = 32

export function newestPanes(panes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(panes).slice(-mostPanes))
}

/** The API server of a context; undefined where there is no such context. */
export function serverIn(connection: SavedConnection | undefined, context: string): string | undefined {
  return connection?.contexts.find(({ name }) => name === context)?.server
}

/**
 * What earlier versions wrote: a real cluster is never a drill, whatever a window called it, and servers that have been
 * opened are known.
 */
function knownOnly(written: Written): WorkspaceDocument {
  const document = { ...written, connections: withFewContexts(written.connections) }
  const earlier: SavedAccount[] = []
  const environments = document.environments.map(({ azure, ...each }): SavedEnvironment => {
    const kind = each.kind === 'drill' ? { kind: 'production' as const, kindUnset: true as const } : {}
    if (azure === null || 'accountId' in azure) return { ...each, ...kind, azure }
    const { secretId, profile, ...of } = azure
    earlier.push({ ...of, id: secretId, way: 'secret', who: of.client, account: '', tokenFile: '' })
    return { ...each, ...kind, azure: { accountId: secretId, profile } }
  })
  // Only what has no list of them is searched for them, each connection once.
  const byId = new Map(document.connections.map(({ id, contexts }) => [id, serversOf(contexts)]))
  const opened = environments.flatMap(({ connectionId, context }) => byId.get(connectionId)?.get(context) ?? [])
  const display = { ...document.display, panes: newestPanes(document.display.panes) }
  const azureAccounts = [...document.azureAccounts, ...earlier]
  return { ...document, display, environments, azureAccounts, servers: document.servers ?? [...new Set(opened)] }
}

/** Each list with its newest only, before any of it is looked at. */
function bounded(written: unknown): unknown {
  if (!isJsonObject(written)) return written
  const lists = Object.entries(mostSaved).flatMap(([name, most]) => {
    const list = written[name]
    return Array.isArray(list) ? [[name, list.slice(-most)] as const] : []
  })
  return { ...written, ...Object.fromEntries(lists) }
}

/** As many contexts of all connections together as one may have. */
function withFewContexts(connections: readonly SavedConnection[]): SavedConnection[] {
  let left = mostContexts
  return connections.map((connection) => {
    const contexts = connection.contexts.slice(0, left)
    left -= contexts.length
    return { ...connection, contexts, notices: connection.notices.slice(0, mostNotices) }
  })
}

function serversOf(contexts: readonly ContextView[]): ReadonlyMap<string, string> {
  return new Map(contexts.flatMap(({ name, server }) => (typeof server === 'string' ? [[name, server]] : [])))
}

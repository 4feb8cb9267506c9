import { createHash } from 'node:crypto'
import type { LinkView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import { stringAt } from '../lib/json-access.ts'
import { withJoinedAbort } from '../lib/joined-abort.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiPath, KubeConnection, KubeReader } from '../ports/kube.ts'
import type { Approvals } from './approvals.ts'
import { createCredentials } from './auth/credentials.ts'
import { runExecPlugin } from './auth/exec-plugin.ts'
import { createChannel, type Channel } from './channel.ts'
import type { Exchange } from './exchange.ts'
import { chooseProxy } from './http/choose-proxy.ts'
import { createAgent } from './http/create-agent.ts'
import { decodeJson } from './http/decode-json.ts'
import { chooseContext, type ChosenContext } from './kubeconfig/choose-context.ts'
import { secretsOf } from './kubeconfig/secrets-of.ts'
import { shownUrl } from './kubeconfig/server-url.ts'
import { parseKubeconfig } from './kubeconfig/parse-kubeconfig.ts'
import { createLinkState } from './link-state.ts'
import { createReader } from './reader.ts'
import { createServerClock } from '../lib/server-clock.ts'
import { runWatch, type WatchPorts } from './watch-loop.ts'
import { createWriter } from './writer.ts'

export interface KubeConnectionOptions {
  /** Self-contained text, as `readKubeconfig` returns it. */
  readonly kubeconfig: string
  readonly context: string
  readonly environmentName: string
  /** Backout's own version, for the User-Agent. */
  readonly version: string
  /** Read for the proxy variables and handed to exec plugins. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Stamps readings; wall time when left out. Deadlines always use real time. */
  readonly clock?: Clock
  readonly approvals: Approvals
  /** Called for each read that was given a command line. */
  readonly onExchange?: (exchange: Exchange) => void
  readonly onLink?: (link: LinkView) => void
  /** Called with every credential before it is used, so that no record can ever hold one. */
  readonly onSecret?: (value: string) => void
  /** Ends the opening; an opened connection ends with `close()`. */
  readonly abort?: AbortSignal
}

/** A connection with the facts about it that only connections know. */
export interface OpenKubeConnection extends KubeConnection {
  /** `gitVersion` of the server. */
  readonly version: string
  /** The TLS of the server is not verified: the writer refuses. */
  readonly insecure: boolean
  /** Time of the version request, milliseconds. */
  readonly latencyMs: number
  /** Server clock minus ours, milliseconds. */
  skewMs(): number
  /** Violations of the watch protocol that were survived. */
  anomalies(): number
  /** Drops every connection at once, for the return from sleep; what was waiting is tried again. */
  dropSockets(): void
}

const connectMs = 5_000

/**
 * Opens one context of a kubeconfig: proves that a Kubernetes API answers and who it takes us for.
 * @throws FailureError with the reason it cannot be used.
 */
export async function createKubeConnection(options: KubeConnectionOptions): Promise<OpenKubeConnection> {
  const chosen = chooseContext(await parseKubeconfig(options.kubeconfig, 'kubeconfig'), options.context)
  refuseUnapprovedProxy(chosen, options.approvals)
  const parts = assemble(options, chosen)
  // Also ends a plugin that is signing in, which is no part of any one request.
  options.abort?.addEventListener('abort', parts.close, { once: true })
  try {
    options.abort?.throwIfAborted()
    const facts = await askWho(parts.channel, parts.firstReader, options.abort)
    parts.channel.user = facts.user
    const caHash = createHash('sha256')
      .update(chosen.cluster.caData ?? '')
      .digest('hex')
    return {
      reader: parts.reader,
      writer: createWriter(parts.channel, chosen.cluster.insecure),
      context: options.context,
      server: chosen.cluster.server,
      insecure: chosen.cluster.insecure,
      identity: `${facts.systemUid || 'unknown'} ${chosen.cluster.server} ca:${caHash}`,
      user: facts.user,
      version: facts.version,
      latencyMs: facts.latencyMs,
      skewMs: parts.skewMs,
      anomalies: parts.anomalies,
      dropSockets: parts.dropSockets,
      close: parts.close
    }
  } catch (error) {
    parts.close()
    throw error
  } finally {
    options.abort?.removeEventListener('abort', parts.close)
  }
}

/** Not even a name is looked up through a proxy that only a file has chosen. */
function refuseUnapprovedProxy({ cluster }: ChosenContext, approvals: Approvals): void {
  if (cluster.proxyUrl === undefined || approvals.isProxyApproved(shownUrl(cluster.proxyUrl))) return
  throw new FailureError(
    failureOf('refused', `The proxy ${shownUrl(cluster.proxyUrl)} of the kubeconfig has not been approved.`, {
      remedy: 'Look at its address, and approve it on the connection.'
    })
  )
}

function tellSecrets(values: readonly (string | undefined)[], onSecret: KubeConnectionOptions['onSecret']): void {
  for (const value of values) {
    if (value) onSecret?.(value)
  }
}

/** The pieces of a connection, wired; nothing has been sent yet. */
function assemble(options: KubeConnectionOptions, { cluster, user, server }: ChosenContext) {
  const clock = options.clock ?? createClock(null)
  const ending = new AbortController()
  const link = createLinkState('apiServer', (view) => options.onLink?.(view))
  let anomalies = 0
  const serverClock = createServerClock(clock)
  const exec = user?.exec
  const credentials = createCredentials(user, {
    serverNowMs: serverClock.nowMs,
    onCertificate: () => agent.destroy(),
    ...(exec
      ? {
          runPlugin: async () => {
            const { env, approvals } = options
            const credential = await runExecPlugin({ exec, cluster, env, approvals, abort: ending.signal })
            tellSecrets([credential.token, credential.key], options.onSecret)
            return credential
          }
        }
      : {})
  })
  const proxy = chooseProxy(server, cluster.proxyUrl, options.env)
  tellSecrets(secretsOf(user, proxy), options.onSecret)
  const agent = createAgent({
    server,
    proxy,
    connectMs,
    tls: () => ({
      insecure: cluster.insecure,
      ...(cluster.caData === undefined ? {} : { ca: Buffer.from(cluster.caData, 'base64').toString('utf8') }),
      ...(cluster.tlsServerName === undefined ? {} : { serverName: cluster.tlsServerName }),
      ...credentials.clientCertificate()
    })
  })
  const channel = createChannel({
    agent,
    server,
    credentials,
    userAgent: `backout/${options.version}`,
    environmentName: options.environmentName,
    clock,
    serverClock,
    link,
    abort: ending.signal
  })
  const onExchange = options.onExchange ?? (() => undefined)
  const once = createReader(channel, { onExchange: () => undefined, tries: 1, watch: () => undefined })
  const watch: KubeReader['watch'] = (path, query, listener, abort) => {
    const ports: WatchPorts = {
      channel,
      list: (collection, read) => once.list(collection, read),
      onAnomaly: () => void (anomalies += 1)
    }
    void withJoinedAbort([abort, ending.signal], (joint) => runWatch(ports, path, query, listener, joint))
  }
  return {
    channel,
    reader: createReader(channel, { onExchange, watch }),
    firstReader: createReader(channel, { onExchange, watch, tries: 2 }),
    skewMs: serverClock.skewMs,
    anomalies: () => anomalies,
    dropSockets: () => agent.destroy(),
    close: () => {
      ending.abort()
      link.close()
      agent.destroy()
    }
  }
}

interface Who {
  readonly version: string
  readonly user: string
  readonly systemUid: string
  readonly latencyMs: number
}

async function askWho(channel: Channel, reader: KubeReader, abort: AbortSignal | undefined): Promise<Who> {
  const read = abort ? { abort } : {}
  const [answer, user, systemUid] = await Promise.all([
    reader.raw('/version' as ApiPath, read),
    userName(reader, read),
    systemNamespaceUid(reader, read)
  ])
  const version = decodeVersion(channel, answer)
  return { version, user, systemUid, latencyMs: Math.round(answer.durationMs) }
}

function decodeVersion(
  channel: Channel,
  answer: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
): string {
  const notKubernetes = (why: string): never => {
    const failure = failureOf('notKubernetes', `This is not a Kubernetes API: ${why}.`, {
      address: { environment: channel.environmentName, verb: 'get', resource: '/version' },
      remedy: 'Sign in to the network, or correct the server address.'
    })
    channel.link.failed(failure)
    throw new FailureError(failure)
  }
  try {
    const json = decodeJson(answer.headers, Buffer.from(answer.body))
    return visibleText(stringAt(json, 'gitVersion'), 60) || notKubernetes('its version has no gitVersion')
  } catch (error) {
    if (error instanceof FailureError) throw error
    return notKubernetes(error instanceof Error ? error.message : 'its version is unreadable')
  }
}

/** Our name as the server sees it; empty where it will not say. */
async function userName(reader: KubeReader, read: { readonly abort?: AbortSignal }): Promise<string> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const path = kubePath({ group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews' })
  return orEmpty(async () => stringAt(await reader.review(path, review, read), 'status', 'userInfo', 'username'))
}

async function systemNamespaceUid(reader: KubeReader, read: { readonly abort?: AbortSignal }): Promise<string> {
  const path = kubePath({ group: '', version: 'v1', resource: 'namespaces', name: 'kube-system' })
  return orEmpty(async () => (await reader.get(path, read)).metadata.uid)
}

/** What may not be read is left empty; everything else is a reason not to open the connection. */
async function orEmpty(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof FailureError && ['forbidden', 'notFound'].includes(error.failure.code)) return ''
    throw error
  }
}

export interface ConnectionTest {
  /** One sentence: server version, user, latency. */
  readonly text: string
  readonly user: string
  /** `gitVersion` of the server. */
  readonly version: string
  readonly latencyMs: number
}

/**
 * Opens the context, asks for version and user, and closes it again.
 * @throws FailureError with the reason it cannot be used.
 */
export async function testConnection(options: KubeConnectionOptions): Promise<ConnectionTest> {
  const connection = await createKubeConnection(options)
  connection.close()
  const { version, latencyMs } = connection
  const user = visibleText(connection.user, 200)
  const who = user === '' ? 'the server does not say who you are' : `you are ${user}`
  return { text: `Kubernetes ${version} answers in ${latencyMs} ms; ${who}.`, user, version, latencyMs }
}

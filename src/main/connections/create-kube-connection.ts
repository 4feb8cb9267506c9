import { createHash } from 'node:crypto'
import type { FailureCode, LinkView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import { stringAt } from '../lib/json-access.ts'
import { withJoinedAbort } from '../lib/joined-abort.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiPath, KubeConnection, KubeReader } from '../ports/kube.ts'
import type { PluginApprovals } from './plugin-approvals.ts'
import { createCredentials } from './auth/credentials.ts'
import { createQuietAnswers, type QuietAnswers } from './quiet-answers.ts'
import { runExecPlugin, type SaidByPlugin } from './auth/exec-plugin.ts'
import { createChannel, type Channel } from './channel.ts'
import type { Exchange } from './exchange.ts'
import { chooseProxy } from './http/choose-proxy.ts'
import { certificatesIn } from './http/certificates.ts'
import { createAgent, type Authorities } from './http/create-agent.ts'
import { decodeJson } from './http/decode-json.ts'
import { systemAuthorities } from './http/system-authorities.ts'
import { chooseContext, type ChosenContext } from './kubeconfig/choose-context.ts'
import { isOrdinary } from './kubeconfig/ordinary-secret.ts'
import { secretsOf, type NamedSecret } from './kubeconfig/secrets-of.ts'
import { shownUrl } from './kubeconfig/server-url.ts'
import { parseStoredKubeconfig } from './kubeconfig/parse-kubeconfig.ts'
import { createLinkState } from './link-state.ts'
import { createPortForwards } from './port-forward/create-port-forwards.ts'
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
  readonly approvals: PluginApprovals
  /** Called for each read that was given a command line. */
  readonly onExchange?: (exchange: Exchange) => void
  readonly onLink?: (link: LinkView) => void
  /** Called with what a sign-in program that still runs tells the person, and with null when it has ended. */
  readonly onSignIn?: (said: SaidByPlugin | null) => void
  /** Called with every credential before it is used, so that no record can ever hold one. */
  readonly onSecret?: (value: string) => void
  /** Called with a sentence about each credential that is too ordinary to be looked for in records. */
  readonly onOrdinarySecret?: (text: string) => void
  /** Called with a sentence about the first thing in a watch that is no event of one. */
  readonly onAnomaly?: (text: string) => void
  /** Ends the opening; an opened connection ends with `close()`. */
  readonly abort?: AbortSignal
}

/** A connection with the facts about it that only connections know. */
export interface OpenKubeConnection extends KubeConnection {
  /** `gitVersion` of the server; empty when it does not tell us. */
  readonly version: string
  /** The TLS of the server is not verified: the writer refuses. */
  readonly insecure: boolean
  /** Time of the version request, milliseconds. */
  readonly latencyMs: number
  /** Violations of the watch protocol that were survived. */
  anomalies(): number
  /** Drops every connection at once, for the return from sleep; what was waiting is tried again. */
  dropSockets(): void
}

const connectMs = 5_000
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'

/**
 * Opens one context of a kubeconfig: proves that a Kubernetes API answers and who it takes us for.
 * @throws FailureError with the reason it cannot be used.
 */
export async function createKubeConnection(options: KubeConnectionOptions): Promise<OpenKubeConnection> {
  const chosen = chooseContext(await parseStoredKubeconfig(options.kubeconfig), options.context)
  refuseUnapprovedProxy(chosen, options.approvals)
  const parts = assemble(options, chosen, await authoritiesOf(chosen, options.env))
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
      forwards: parts.forwards,
      writer: createWriter(parts.channel, chosen.cluster.insecure),
      context: options.context,
      server: chosen.cluster.server,
      insecure: chosen.cluster.insecure,
      identity: `${facts.systemUid || 'unknown'} ${chosen.cluster.server} ca:${caHash}`,
      user: facts.user,
      version: facts.version,
      latencyMs: facts.latencyMs,
      skewMs: parts.skewMs,
      link: parts.link,
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
function refuseUnapprovedProxy({ cluster }: ChosenContext, approvals: PluginApprovals): void {
  if (cluster.proxyUrl === undefined) return
  const use = { url: shownUrl(cluster.proxyUrl), server: shownUrl(cluster.server) }
  if (approvals.isProxyApproved(use)) return
  throw new FailureError(
    failureOf('refused', `The proxy ${use.url} of the kubeconfig has not been approved for ${use.server}.`, {
      remedy: 'Look at its address, and approve it on the connection.'
    })
  )
}

/** What the connection is called by. */
function namesOf(options: KubeConnectionOptions, { context, cluster, user }: ChosenContext): readonly string[] {
  const names = [context.name, context.namespace, cluster.name, cluster.server, user?.name, user?.username]
  return [...names.flatMap((name) => name ?? []), options.context, options.environmentName]
}

/** Makes credentials known before they are used; the ordinary ones are only named. */
function secretTeller(
  options: KubeConnectionOptions,
  { context, user }: ChosenContext,
  known: readonly string[],
  quiet: QuietAnswers
) {
  return (secrets: readonly NamedSecret[]): void => {
    for (const { field, value } of secrets) {
      quiet.add(value)
      if (!isOrdinary(value, known)) options.onSecret?.(value)
      else options.onOrdinarySecret?.(ordinaryText(field, user?.name ?? '', context.name))
    }
  }
}

function ordinaryText(field: string, user: string, context: string): string {
  const whose = `user ${visibleText(user, 200)} in context ${visibleText(context, 200)}`
  return `The ${visibleText(field, 200)} of ${whose} is too ordinary to be looked for: records are not searched for it.`
}

/** client-go transport/transport.go rootCertPool: a bundle without any certificate is an error, not a bundle that trusts nobody. */
async function authoritiesOf({ cluster }: ChosenContext, env: KubeConnectionOptions['env']): Promise<Authorities> {
  if (cluster.caData === undefined) {
    const system = cluster.insecure ? [] : await systemAuthorities(env)
    return { ofServer: system, namedBy: 'system', ofProxy: () => systemAuthorities(env) }
  }
  const named = certificatesIn(Buffer.from(cluster.caData, 'base64').toString('utf8'))
  if (named.length > 0)
    return {
      ofServer: named,
      namedBy: 'kubeconfig',
      ofProxy: async () => [...named, ...(await systemAuthorities(env))]
    }
  throw new FailureError(
    failureOf('refused', 'The certificate authority of the kubeconfig holds no certificate that can be read.', {
      remedy: 'Import a fresh kubeconfig.'
    })
  )
}

function anomalyText(host: string, what: string): string {
  return `${host} does not keep to the protocol of watches: ${what}. What it would have said is read as a list instead, each time.`
}

/** The pieces of a connection, wired; nothing has been sent yet. */
function assemble(options: KubeConnectionOptions, chosen: ChosenContext, authorities: Authorities) {
  const { cluster, user, server } = chosen
  const names = namesOf(options, chosen)
  const quiet = createQuietAnswers(names)
  const tellSecrets = secretTeller(options, chosen, names, quiet)
  const clock = options.clock ?? createClock(null)
  const ending = new AbortController()
  const link = createLinkState('apiServer', clock, (view) => options.onLink?.(view))
  let anomalies = 0
  const serverClock = createServerClock(clock)
  const exec = user?.exec
  const credentials = createCredentials(user, {
    serverNowMs: serverClock.nowMs,
    onCertificate: () => agent.destroy(),
    onSecret: (value) => tellSecrets([{ field: 'token', value }]),
    ...(exec
      ? {
          runPlugin: async () => {
            const { env, approvals } = options
            const credential = await runExecPlugin({
              exec,
              cluster,
              env,
              approvals,
              abort: ending.signal,
              secrets: secretsOf(user, undefined).map(({ value }) => value),
              ...(options.onSignIn ? { onSaid: options.onSignIn } : {})
            })
            tellSecrets(
              [credential.token, credential.key].flatMap((value) =>
                value ? [{ field: 'credential of the sign-in program', value }] : []
              )
            )
            return credential
          }
        }
      : {})
  })
  const proxy = chooseProxy(server, cluster.proxyUrl, options.env)
  tellSecrets(secretsOf(user, proxy))
  const agent = createAgent({
    server,
    proxy,
    connectMs,
    authorities,
    tls: () => ({
      insecure: cluster.insecure,
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
    quiet,
    abort: ending.signal
  })
  const onExchange = options.onExchange ?? (() => undefined)
  const once = createReader(channel, { onExchange: () => undefined, tries: 1, watch: () => undefined })
  const watch: KubeReader['watch'] = (path, query, listener, abort) => {
    const ports: WatchPorts = {
      channel,
      list: (collection, read) => once.list(collection, read),
      versionNow: async (collection, selectors, joint) => {
        const read = { query: { ...selectors, limit: '1' }, accept: metadataOnly, abort: joint }
        return stringAt(parsedJson((await once.raw(collection, read)).body), 'metadata', 'resourceVersion')
      },
      onAnomaly(what) {
        anomalies += 1
        // Another text each time would fill the record.
        if (anomalies === 1) options.onAnomaly?.(anomalyText(server.host, what))
      }
    }
    void withJoinedAbort([abort, ending.signal], (joint) => runWatch(ports, path, query, listener, joint))
  }
  const forwards = createPortForwards({ channel, context: options.context, onExchange, abort: ending.signal })
  return {
    channel,
    forwards,
    reader: createReader(channel, { onExchange, watch }),
    firstReader: createReader(channel, { onExchange, watch, tries: 2 }),
    skewMs: serverClock.skewMs,
    link: () => link.view(),
    anomalies: () => anomalies,
    dropSockets: () => {
      agent.destroy()
      forwards.drop()
    },
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
  const startedMs = performance.now()
  const [answer, user, systemUid] = await Promise.all([
    unless(['forbidden'], null, () => reader.raw('/version' as ApiPath, read)),
    unless(['forbidden', 'notFound'], '', () => userName(reader, channel.quiet, read)),
    unless(['forbidden', 'notFound'], '', () => systemNamespaceUid(reader, read))
  ])
  const latencyMs = Math.round(answer?.durationMs ?? performance.now() - startedMs)
  // Where system:public-info-viewer is taken away, the refusal proves that a Kubernetes API answers.
  return { version: answer === null ? '' : decodeVersion(channel, answer), user, systemUid, latencyMs }
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
    return (
      visibleText(channel.quiet.text(stringAt(json, 'gitVersion')), 60) ||
      notKubernetes('its version has no gitVersion')
    )
  } catch (error) {
    if (error instanceof FailureError) throw error
    return notKubernetes(error instanceof Error ? error.message : 'its version is unreadable')
  }
}

/** Our name as the server sees it. */
async function userName(
  reader: KubeReader,
  quiet: QuietAnswers,
  read: { readonly abort?: AbortSignal }
): Promise<string> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const path = kubePath({ group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews' })
  return quiet.text(stringAt(await reader.review(path, review, read), 'status', 'userInfo', 'username'))
}

async function systemNamespaceUid(reader: KubeReader, read: { readonly abort?: AbortSignal }): Promise<string> {
  const path = kubePath({ group: '', version: 'v1', resource: 'namespaces', name: 'kube-system' })
  return (await reader.get(path, read)).metadata.uid
}

/** The answer, or `without` after one of these refusals; every other is a reason not to open the connection. */
async function unless<T>(refusals: readonly FailureCode[], without: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof FailureError && refusals.includes(error.failure.code)) return without
    throw error
  }
}

export interface ConnectionTest {
  /** One sentence: server version, user, latency. */
  readonly text: string
  readonly user: string
  /** `gitVersion` of the server; empty when it does not tell us. */
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
  const what = version === '' ? 'Kubernetes (version not told)' : `Kubernetes ${version}`
  return { text: `${what} answers in ${latencyMs} ms; ${who}.`, user, version, latencyMs }
}

import type { WireRequest } from '../../contract/index.ts'

/** Metadata of a Kubernetes object as raw JSON; typed models would drop unknown fields. */
export interface KubeMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    readonly uid: string
    readonly controller?: boolean
  }[]
  readonly managedFields?: readonly {
    readonly manager?: string
    readonly operation?: string
    readonly time?: string
    readonly subresource?: string
    readonly fieldsV1?: unknown
  }[]
}

/** A Kubernetes object as raw JSON. Only `metadata` has been checked. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: KubeMeta
  readonly [field: string]: unknown
}

export interface KubeList {
  readonly resourceVersion: string
  readonly items: readonly KubeObject[]
}

declare const apiPath: unique symbol
/** An encoded API path that only `kubePath` makes, so that no unchecked name reaches a URL. */
export type ApiPath = string & { readonly [apiPath]: true }

/** What came back, with the facts a record needs. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The server's own `Date`, ISO; null when it sent none. */
  readonly serverAt: string | null
  readonly durationMs: number
}

export interface ReadOptions {
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  /** When given, the exchange is recorded in the command log with this exact command line. */
  readonly command?: string
  readonly label?: 'read' | 'dry run'
  /** How often the read may be sent before it fails; 5 when left out. */
  readonly tries?: number
  readonly abort?: AbortSignal
}

export type WatchEvent =
  | { readonly type: 'sync'; readonly items: readonly KubeObject[]; readonly at: string }
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject; readonly at: string }
  /** The server proved that nothing was missed: a bookmark, or the end of a watch in its time. */
  | { readonly type: 'alive'; readonly at: string }
  /** After `failing` the watch goes on. What was missed meanwhile is still to come: nothing is confirmed yet. */
  | { readonly type: 'resumed'; readonly at: string }
  | { readonly type: 'failing'; readonly error: Error; readonly sinceAt: string; readonly nextTryAt: string }

/** Reads only. Failures are thrown as `FailureError` with the address filled in. Reads are retried inside. */
export interface KubeReader {
  get(path: ApiPath, options?: ReadOptions): Promise<KubeObject>
  /** Follows `continue`; labelSelector and fieldSelector in `options.query`. */
  list(path: ApiPath, options?: ReadOptions): Promise<KubeList>
  /** A raw read: service proxy, logs, version. */
  raw(path: ApiPath, options?: ReadOptions): Promise<WireResponse>
  /** Sends the request with `dryRun=All` added; nothing is changed. */
  preview(request: WireRequest, options?: ReadOptions): Promise<WireResponse>
  /** SelfSubjectAccessReview, SelfSubjectReview: writes nothing. */
  review(path: ApiPath, body: unknown, options?: ReadOptions): Promise<KubeObject>
  /** Lists, then watches for ever, healing itself, until `abort`; each relist is a `sync`. Events arrive in order. */
  watch(
    path: ApiPath,
    query: Readonly<Record<string, string>>,
    listener: (event: WatchEvent) => void,
    abort: AbortSignal
  ): void
}

/** How far a mutation got when it failed: decides between `cancelled`/`failed` and `unknown`. */
export class SendError extends Error {
  readonly sent: 'nothing' | 'maybe'

  constructor(sent: 'nothing' | 'maybe', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SendError'
    this.sent = sent
  }
}

/** The only thing that changes a cluster; minted in connections, handed to execute alone. */
export interface KubeWriter {
  /**
   * Sends exactly one request once; never retries, never follows a redirect.
   * `auditId` goes along as the `Audit-ID` header, under which the API server's audit log files the request
   * (kubernetes/apiserver pkg/endpoints/filters/audit_init.go WithAuditInit); at most 64 characters.
   * `beforeFirstByte` is awaited after the connection is ready and before the first byte leaves; throwing there sends nothing.
   * @throws SendError when there is no complete answer.
   */
  send(
    request: WireRequest,
    options: { readonly auditId: string; readonly abort: AbortSignal; readonly beforeFirstByte?: () => void }
  ): Promise<WireResponse>
}

/** Everything the stages need of one opened environment. */
export interface KubeConnection {
  readonly reader: KubeReader
  readonly writer: KubeWriter
  /** kubeconfig context name for command lines. */
  readonly context: string
  readonly server: string
  /** Binds plans to the cluster: UID of kube-system (when readable), server URL and CA hash. */
  readonly identity: string
  /** User name as the server sees it (SelfSubjectReview); empty when unknown. */
  readonly user: string
  /** Server clock minus ours, milliseconds. */
  skewMs(): number
  close(): void
}

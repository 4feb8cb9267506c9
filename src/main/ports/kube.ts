import type { LinkView, WireRequest } from '../../contract/index.ts'
import type { PortForwards } from './port-forwards.ts'
import type { WireResponse } from './wire.ts'
import type { Writer } from './writer.ts'

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

/**
 * A Kubernetes object as raw JSON. Its metadata has been checked, and of the kinds that Backout judges by what it reads of
 * them; the rest may be anything.
 */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: KubeMeta
  readonly [field: string]: unknown
}

/** An object that is not used, because a field of it is not what Kubernetes' Go types make it. */
export interface SpoiledObject {
  readonly namespace: string
  readonly name: string
  /** A clause that names field and object: `spec.replicas is no count in Deployment shop/checkout`. */
  readonly problem: string
}

export interface KubeList {
  readonly resourceVersion: string
  readonly items: readonly KubeObject[]
}

declare const apiPath: unique symbol
/** An encoded API path that only `kubePath` makes, so that no unchecked name reaches a URL. */
export type ApiPath = string & { readonly [apiPath]: true }

export interface ReadOptions {
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  /** When given, the exchange is recorded in the command log with this exact command line. */
  readonly command?: string
  readonly label?: 'read' | 'dry run'
  /** How often the read may be sent before it fails; 5 when left out. */
  readonly tries?: number
  readonly abort?: AbortSignal
  /**
   * Hears, once and before the list is there, which objects are not in it. Without it a list is whole or it fails: whoever
   * concludes from what is not in it must not be misled by an object that is.
   */
  readonly onSpoiled?: (spoiled: readonly SpoiledObject[]) => void
}

export type WatchEvent =
  | {
      readonly type: 'sync'
      readonly items: readonly KubeObject[]
      readonly spoiled?: readonly SpoiledObject[]
      readonly at: string
    }
  /** An object changed into one that cannot be used. */
  | { readonly type: 'spoiled'; readonly spoiled: SpoiledObject; readonly at: string }
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
  /** Lists, then watches for ever, and lists again after what it cannot go on from, until `abort`; each list is a `sync`. Events arrive in order. */
  watch(
    path: ApiPath,
    query: Readonly<Record<string, string>>,
    listener: (event: WatchEvent) => void,
    abort: AbortSignal
  ): void
}

/** Everything the stages need of one opened environment. */
export interface KubeConnection {
  readonly reader: KubeReader
  readonly forwards: PortForwards
  readonly writer: Writer
  /** kubeconfig context name for command lines. */
  readonly context: string
  readonly server: string
  /** Binds plans to the cluster: UID of kube-system (when readable), server URL and CA hash. */
  readonly identity: string
  /** User name as the server sees it (SelfSubjectReview); empty when unknown. */
  readonly user: string
  /** Server clock minus ours, milliseconds. */
  skewMs(): number
  /** How it answers, and when it did last. */
  link(): LinkView
  close(): void
}

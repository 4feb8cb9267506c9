import type { ApiStore, Status } from '../store/api-store.ts'

/** What one rule allows (rbac/v1 PolicyRule); '*' matches everything. */
export interface PolicyRule {
  /** Limits the rule to one namespace, as a RoleBinding does; absent: the whole cluster. */
  readonly namespace?: string
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  /** `pods`, `pods/log`, `*`. */
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** A bearer token and who it stands for. */
export interface UserToken {
  readonly token: string
  readonly name: string
  readonly groups: readonly string[]
  readonly rules: readonly PolicyRule[]
}

/** PEM texts of the server's certificate and key. */
export interface ServerTls {
  readonly cert: string
  readonly key: string
}

/** One line of a container's log. `at` is ISO 8601 UTC, at most nanoseconds. */
export interface LogLine {
  readonly at: string
  readonly text: string
}

/** Options of `pods/log` (core/v1 PodLogOptions). */
export interface PodLogOptions {
  readonly container?: string
  readonly previous?: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly timestamps?: boolean
  readonly limitBytes?: number
}

/** Where container logs come from. tailLines, since*, limitBytes are applied by the server as well. */
export interface PodLogSource {
  /** Oldest first; a Status when there is no such log. */
  read(namespace: string, pod: string, options: PodLogOptions): readonly LogLine[] | Status
  /** Lines written from now on. Returns the function that stops it; `onEnd` is called when the container ends. */
  follow(
    namespace: string,
    pod: string,
    options: PodLogOptions,
    onLine: (line: LogLine) => void,
    onEnd: () => void
  ): () => void
}

/** A request to a Service or a pod through the API server (`services/NAME:PORT/proxy/PATH`, `pods/…`). */
export interface ServiceProxyRequest {
  readonly namespace: string
  /** What `service` names. */
  readonly of: 'services' | 'pods'
  readonly service: string
  /** As the client wrote it: a number or a port name; undefined when it named none. */
  readonly port: string | undefined
  readonly scheme: string
  readonly method: string
  /** Begins with '/'. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

/** The backend's answer. */
export interface ServiceProxyResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Backends behind Services; undefined when the Service has no endpoint that answers (503). */
export interface ServiceProxy {
  handle(request: ServiceProxyRequest): Promise<ServiceProxyResponse | undefined>
}

/** A request to a port of a pod, through `pods/portforward`. */
export interface PodPortRequest extends Omit<ServiceProxyRequest, 'of' | 'service' | 'port' | 'scheme'> {
  readonly pod: string
  readonly port: number
}

/** What listens in pods. */
export interface PodPorts {
  isOpen(namespace: string, pod: string, port: number): boolean
  handle(request: PodPortRequest): Promise<ServiceProxyResponse>
}

/** A write that the server applied: 2xx, no dry run, no access review, not its own controllers'. */
export interface Effect {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly user: string
}

/** What is answered in the place of the server. */
interface FaultStatus {
  readonly code: number
  readonly reason: string
  readonly message: string
  /** As somebody between client and server answers, a captive portal for one; only Azure's faces have it. */
  readonly raw?: { readonly contentType: string; readonly body: string }
}

/** Something that goes wrong on the network or the server, for one request. */
export type Fault =
  | ({ readonly kind: 'status' } & FaultStatus)
  | { readonly kind: 'dropBefore' }
  | { readonly kind: 'dropAfter' }
  /** Applied all the same. */
  | ({ readonly kind: 'statusAfter' } & FaultStatus)
  | { readonly kind: 'delay'; readonly delayMs: number }

/** Decides per request whether a fault happens; delays are real time. */
export type FaultPlan = (request: {
  readonly method: string
  readonly path: string
  readonly user: string
}) => Fault | undefined

/** Everything the API server needs. */
export interface ApiServerPorts {
  readonly store: ApiStore
  /** The simulated clock. */
  readonly now: () => Date
  /** Lets everything happen that is due in simulated time; called before a request is answered. */
  readonly catchUp: () => void
  readonly users: readonly UserToken[]
  readonly tls: ServerTls
  readonly podLogs: PodLogSource
  readonly serviceProxy: ServiceProxy
  /** Left out: nothing listens in any pod. */
  readonly podPorts?: PodPorts
  readonly recordEffect: (effect: Effect) => void
  readonly faults?: FaultPlan
}

/** The HTTPS face of the drill. */
export interface ApiServer {
  /** Binds 127.0.0.1; port 0 takes a free one. */
  listen(port: number): Promise<{ readonly port: number }>
  close(): Promise<void>
}

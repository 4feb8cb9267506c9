import type { Failure } from './failure.ts'

export type EnvironmentKind = 'production' | 'staging' | 'drill'

/** How a kubeconfig user proves who it is. */
export type AuthKind = 'certificate' | 'token' | 'basic' | 'exec' | 'none'

/** Something in a kubeconfig that the operator must see before it is used. */
export interface RiskyField {
  readonly field: string
  readonly value: string
  readonly why: string
  /** `refused` is never used; `approval` needs one approval; `warning` is only shown. */
  readonly treatment: 'refused' | 'approval' | 'warning'
}

/** An exec credential plugin waiting for, or having, the operator's approval. */
export interface ExecPlugin {
  /** As the kubeconfig names it. */
  readonly command: string
  /** Absolute path; empty when the program was not found. */
  readonly path: string
  /** Where links lead from there, absolute; empty when the program was not found. */
  readonly real: string
  /** Credentials among them are hidden. */
  readonly args: readonly string[]
  /** What the kubeconfig sets in its environment, as `NAME=value`; credentials are hidden. */
  readonly variables: readonly string[]
  /** Names of those that are not known to say only who signs in and where: they may make it run other code. */
  readonly unfamiliar: readonly string[]
  /** SHA-256 of the program file, lower-case hex; empty when the program was not found. */
  readonly sha256: string
  /**
   * What it is approved for besides, SHA-256, lower-case hex: its arguments and environment, and the server, authority and
   * proxy that get the credential.
   */
  readonly binding: string
  readonly approved: boolean
  /** The content of that path that was approved for the same before the file changed. */
  readonly approvedSha256?: string
  readonly problem?: string
  /** What to do when the program is not there. */
  readonly fix: string
}

/** A sign-in program that runs and has told the person what to do, such as a page to open and a code to enter there. */
export interface SignInView {
  /** Absolute path. */
  readonly program: string
  /** The end of what it said, without anything that looks like a credential. */
  readonly lines: readonly string[]
  /** Since when it has been waiting, by the computer's clock. */
  readonly sinceAt: string
}

/** The `proxy-url` of a cluster, without user name and password. */
export interface ProxyView {
  readonly url: string
  readonly approved: boolean
}

/** One context of an imported kubeconfig, without any credential. */
export interface ContextView {
  readonly name: string
  readonly cluster: string
  readonly user: string
  readonly server: string
  /** What the kubeconfig says; empty when it names none. */
  readonly namespace: string
  readonly auth: AuthKind
  readonly insecure: boolean
  /** By what its server is told from another, and by which way it is asked, as one line; left out by earlier versions. */
  readonly verified?: string
  readonly risky: readonly RiskyField[]
  readonly exec?: ExecPlugin
  readonly proxy?: ProxyView
  /** What the operator called it when it was opened last. */
  readonly known?: Pick<EnvironmentView, 'name' | 'kind' | 'kindUnset' | 'namespace'>
}

/** An imported kubeconfig. The credentials stay in main. */
export interface ConnectionView {
  readonly id: string
  /** Where it came from: a file name, `pasted` with a context of it, `$KUBECONFIG` or `drill`. */
  readonly label: string
  readonly stored: 'keychain' | 'memory'
  readonly addedAt: string
  readonly contexts: readonly ContextView[]
  readonly currentContext: string
  /** What to know of the kubeconfig as a whole, one sentence each. */
  readonly notices: readonly string[]
}

/** One context under the name and the kind that the operator gave it. An unset kind is production. */
export interface EnvironmentView {
  readonly id: string
  readonly name: string
  readonly kind: EnvironmentKind
  /** Nobody said what it is: it only counts as production. */
  readonly kindUnset?: true
  readonly connectionId: string
  readonly context: string
  readonly server: string
  /** As whom the server knows us; left out while that is unknown. */
  readonly user?: string
  /** The namespace in view; empty until one is chosen. */
  readonly namespace: string
  /** TLS is not verified: a banner, and no mutations. */
  readonly insecure: boolean
  readonly prometheus?: PrometheusTarget
  /** What leads users to it; left out where nobody has said. */
  readonly azure?: AzureTarget
}

/** The Traffic Manager profile in front of an environment, and which account reads and changes it. */
export interface AzureTarget {
  readonly accountId: string
  /** Resource id. */
  readonly profile: string
  /** Names that users type, which lead to the profile's own; left out for none. */
  readonly names?: readonly string[]
}

/** A Traffic Manager profile that was found by its name, or by a host name that leads to it, before anybody keeps it. */
export interface FoundProfile {
  /** Resource id. */
  readonly id: string
  readonly profile: string
  readonly group: string
  /** Id, and its name where it has one. */
  readonly subscription: string
  /** How it was found: one sentence without its end. */
  readonly how: string
  /** A host name that users ask for and that leads to it by aliases; null where it was found by a name of its own. */
  readonly front: string | null
}

/** The kind that was said of an environment, to open it again with: what was only assumed stays an assumption. */
export function saidKind({ kind, kindUnset }: Pick<EnvironmentView, 'kind' | 'kindUnset'>): {
  readonly kind?: EnvironmentKind
} {
  return kindUnset ? {} : { kind }
}

/** Where Prometheus is read: through a Service of the cluster, or at an address of its own. */
export type PrometheusTarget = ServicePrometheus | AddressedPrometheus

/** A Prometheus as somebody chose it, before anything was found. */
export type ChosenPrometheus =
  | Omit<ServicePrometheus, 'foundBy' | 'because' | 'countedBy'>
  | Omit<AddressedPrometheus, 'foundBy' | 'countedBy'>

/** A Prometheus with an address of its own: outside the cluster, shared by several, or run by somebody else. */
export interface AddressedPrometheus {
  /** `https://HOST[:PORT][/PATH]` without a slash at its end; below it is `/api/v1/query`. */
  readonly url: string
  /** How one signs in there; the token, the password, or the certificate with its key is in the keychain and stays in main. */
  readonly signIn: 'none' | 'bearer' | 'basic' | 'certificate' | 'azure'
  /** With `basic`. */
  readonly user?: string
  /** With `azure`: id of the account of Azure whose tokens are sent. */
  readonly account?: string
  /** Sent as `X-Scope-OrgID`: whose series are read, where it holds those of several (Mimir, Cortex, Thanos). */
  readonly tenant?: string
  /** As of a Service. */
  readonly cluster?: string
  /** As of a Service. */
  readonly meter?: string
  /** As of a Service. */
  readonly countedBy?: string
  readonly foundBy: 'operator'
}

/** The Service through which Prometheus is reached: by the API server's service proxy, or by a port-forward to one of its pods. */
export interface ServicePrometheus {
  readonly namespace: string
  readonly service: string
  /** Port name or number as the service proxy takes it. */
  readonly port: string
  readonly scheme: 'http' | 'https'
  /** Below which its API is served, `/prometheus` or `/select/0/prometheus`; left out where that is the root. */
  readonly path?: string
  /**
   * This cluster, as the labels of its series name it (`destination_cluster`, `cluster`); left out where it holds the
   * series of one cluster only.
   */
  readonly cluster?: string
  /** Who counts requests in it: the id of a file of `resources/metrics/`, or of the own one; left out for the first that has series. */
  readonly meter?: string
  /** The same in words, once it was found out: `Istio’s proxies and waypoints`. */
  readonly countedBy?: string
  /** Left out for the service proxy. */
  readonly through?: 'portForward'
  /** Why the service proxy was not taken, as a clause; only where that was found out and not chosen. */
  readonly because?: string
  readonly foundBy: 'labels' | 'name' | 'operator'
}

/** What the OS keychain can do right now. */
export type KeychainState =
  | { readonly state: 'checking' }
  | { readonly state: 'ready'; readonly backend: string }
  | { readonly state: 'locked'; readonly backend: string; readonly remedy: string }
  | { readonly state: 'unavailable'; readonly reason: string; readonly remedy: string }

/** Freshness of the link to one remote. */
export interface LinkView {
  readonly id: 'apiServer' | 'prometheus'
  readonly state: 'idle' | 'connecting' | 'ok' | 'failing'
  readonly lastOkAt?: string
  readonly failure?: Failure
  readonly nextTryAt?: string
  /** Server `Date` minus local clock, milliseconds. */
  readonly skewMs?: number
}

/** A named cluster of a kubeconfig. Optional members are left out when the kubeconfig leaves them out or empty. */
export interface Cluster {
  readonly name: string
  readonly server: string
  /** Base64 PEM. */
  readonly caData?: string
  /** Path, only while it has not been embedded. */
  readonly caFile?: string
  readonly insecure: boolean
  readonly tlsServerName?: string
  readonly proxyUrl?: string
  readonly disableCompression?: true
  /** JSON text of what the cluster has for its users' exec plugins (extension `client.authentication.k8s.io/exec`). */
  readonly execConfig?: string
  /** Why it cannot be used: it could not be read as what it is meant to be. */
  readonly problem?: string
}

export interface ExecConfig {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly installHint: string
  readonly provideClusterInfo: boolean
  readonly interactiveMode: string
}

/** A named user of a kubeconfig: every credential it carries. */
export interface User {
  readonly name: string
  readonly certData?: string
  readonly certFile?: string
  readonly keyData?: string
  readonly keyFile?: string
  readonly token?: string
  readonly tokenFile?: string
  /** Where the token was copied from. Only a kubeconfig that is a file itself has one, never pasted text. */
  readonly tokenCopy?: TokenCopy
  readonly username?: string
  readonly password?: string
  readonly exec?: ExecConfig
  /** Name of a legacy auth provider. */
  readonly authProvider?: string
  readonly impersonate?: {
    readonly user: string
    readonly uid: string
    readonly groups: readonly string[]
    readonly extra: Readonly<Record<string, readonly string[]>>
  }
  readonly problem?: string
}

/** The file of a token that was copied from it, so that it can be read again when the server refuses the copy. */
export interface TokenCopy {
  /** Absolute. */
  readonly path: string
  /** RFC 3339. */
  readonly copiedAt: string
  /** User id that owned the file, 0 where the system has none: another owner's file is not the one that was imported. */
  readonly owner: number
}

export interface Context {
  readonly name: string
  readonly cluster: string
  readonly user: string
  readonly namespace: string
  readonly problem?: string
}

export interface Kubeconfig {
  readonly clusters: readonly Cluster[]
  readonly users: readonly User[]
  readonly contexts: readonly Context[]
  readonly currentContext: string
  /** What the operator should know of it as a whole, one sentence each. */
  readonly notices: readonly string[]
}

/** The thing of that name. */
export function named<T extends { readonly name: string }>(things: readonly T[], name: string): T | undefined {
  return things.find((thing) => thing.name === name)
}

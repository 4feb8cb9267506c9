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
  /** Path of the file that the token was copied from; not stored. */
  readonly tokenFrom?: string
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
}

export interface Context {
  readonly name: string
  readonly cluster: string
  readonly user: string
  readonly namespace: string
}

export interface Kubeconfig {
  readonly clusters: readonly Cluster[]
  readonly users: readonly User[]
  readonly contexts: readonly Context[]
  readonly currentContext: string
}

/** The thing of that name. */
export function named<T extends { readonly name: string }>(things: readonly T[], name: string): T | undefined {
  return things.find((thing) => thing.name === name)
}

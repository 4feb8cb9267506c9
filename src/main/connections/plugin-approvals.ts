/** A credential plugin as it is approved: nothing else that differs in one of these. */
export interface PluginUse {
  /** Where it was found, absolute. */
  readonly path: string
  /** Where links led from there, absolute. */
  readonly real: string
  /** SHA-256 of the program file, lower-case hex. */
  readonly sha256: string
  /** `pluginBinding`: arguments, environment, and the server, authority and proxy that get the credential. */
  readonly binding: string
}

/** A `proxy-url` as it is approved: for one server. */
export interface ProxyUse {
  /** As it is shown: without user name and password. */
  readonly url: string
  /** The server that is reached through it, as it is shown. */
  readonly server: string
}

/** What of a kubeconfig the operator has looked at and approved. */
export interface PluginApprovals {
  isApproved(use: PluginUse): boolean
  isProxyApproved(use: ProxyUse): boolean
}

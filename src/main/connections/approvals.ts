/** What of a kubeconfig the operator has looked at and approved. */
export interface Approvals {
  /** A credential plugin: this program file with the hash that `approvalHash` gives. */
  isApproved(path: string, sha256: string): boolean
  /** A `proxy-url`, as it is shown: without user name and password. */
  isProxyApproved(shownUrl: string): boolean
}

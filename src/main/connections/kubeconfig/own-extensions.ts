/** Whose text a kubeconfig is: `stored` is what Backout wrote itself. */
export type Origin = 'foreign' | 'stored'

/**
 * What a stored kubeconfig carries that kubectl has no field for. It is written by `writeKubeconfig` and believed in
 * stored text only: in a text that somebody else wrote it means nothing.
 */
export const ownExtensions = {
  /** Why an entry cannot be used. */
  problem: 'backout/problem',
  /** The file that a user's token was copied from. */
  tokenCopy: 'backout/token-copy'
} as const

/** kubernetes/client-go tools/clientcmd/client_config.go clusterExtensionKey. */
export const execExtension = 'client.authentication.k8s.io/exec'

/** A thousand clusters with embedded certificates of 6 KB fit into this; a file that does not is no kubeconfig. */
export const mostKubeconfigBytes = 8 * 1_048_576

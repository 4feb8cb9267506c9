import type { ClusterWay, ShellView } from '../../../contract/index.ts'

/**
 * Why a cluster cannot be reached before its kubeconfig is given again, in one sentence; empty while one that leads there is
 * stored. Without a keychain it was in memory, and ended with the program.
 */
export function missingKubeconfig(
  { connectionId, context, server }: ClusterWay,
  { connections, keychain }: Pick<ShellView, 'connections' | 'keychain'>
): string {
  const isThere = connections.some(
    ({ id, contexts }) =>
      id === connectionId || contexts.some((other) => other.name === context && other.server === server)
  )
  if (isThere || keychain.state === 'checking') return ''
  return keychain.state === 'unavailable'
    ? 'Its kubeconfig was in memory only, as there is no keychain: paste it again to reach the cluster.'
    : 'Its kubeconfig is not stored any more: paste it again to reach the cluster.'
}

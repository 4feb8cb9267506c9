/** `UID of kube-system, server URL, ca:hash`, as a connection's identity has them. */
const parts = /^(?<uid>\S+) (?<server>.*) (?<ca>ca:\S*)$/

/**
 * Whether two identities of connections name the same cluster, although its certificate authority was replaced or it is
 * reached by another address. Both at once tell a cluster from its copy, which has the same UID of kube-system; where
 * that UID could not be read, everything has to be equal. A plan is bound to the whole identity all the same.
 */
export function sameCluster(recorded: unknown, identity: string): boolean {
  if (recorded === identity) return true
  const [a, b] = [partsOf(recorded), partsOf(identity)]
  if (!a || !b || a['uid'] === 'unknown' || a['uid'] !== b['uid']) return false
  return a['server'] === b['server'] || (a['ca'] === b['ca'] && a['ca'] !== noAuthority)
}

/** SHA-256 of nothing: the computer's own authorities are trusted, which many clusters have in common. */
const noAuthority = 'ca:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

function partsOf(identity: unknown): Readonly<Record<string, string>> | undefined {
  return typeof identity === 'string' ? parts.exec(identity)?.groups : undefined
}

/** What a mutation changes: one object of a Kubernetes API server, or one resource of Azure Resource Manager. */
export type Target =
  | {
      readonly api: 'kubernetes'
      /** `identity` of the connection: UID of kube-system, server, certificate authority. */
      readonly cluster: string
      /** Empty for the core group. */
      readonly group: string
      readonly version: string
      /** Plural, as in a URL. */
      readonly resource: string
      readonly subresource?: string
      /** Empty for what belongs to no namespace. */
      readonly namespace: string
      readonly name: string
      readonly uid: string
    }
  | {
      readonly api: 'arm'
      readonly cloud: 'public' | 'china' | 'usGov'
      /** Resource id in lower case. */
      readonly id: string
    }

/**
 * One line that names a target wherever it was seen from: for locks, open intents, journal and digests. The address and
 * the certificate authority of a cluster may change and are not part of it, so that two clusters of one UID, such as a
 * copy, have the same keys: {@link isSameTarget} tells them apart.
 */
export function targetKey(target: Target): string {
  if (target.api === 'arm') return `arm/${target.cloud}${target.id}`
  const { cluster, group, resource, subresource, namespace, name, uid } = target
  const resourceText = [group, resource, ...(subresource === undefined ? [] : [subresource])].join('/')
  return ['kubernetes', clusterKey(cluster), resourceText, namespace, name, uid].join(' ')
}

/**
 * Who answers for a target of an environment, as the subject of a sentence and in a few words; null for who keeps the marks of
 * services, which is the API server.
 */
export function answererOf(
  target: Pick<Target, 'api'> | null,
  environment: string
): { readonly subject: string; readonly short: string } {
  if (target?.api === 'arm') return { subject: 'Azure Resource Manager', short: 'Azure' }
  return { subject: `The API server of ${environment}`, short: 'the API server' }
}

/** What a person calls a target: its name, or the resource id where that is all there is. */
export function targetName(target: Target): string {
  return target.api === 'kubernetes' ? target.name : target.id
}

/** Whether two targets are the same object. */
export function isSameTarget(a: Target, b: Target): boolean {
  if (targetKey(a) !== targetKey(b)) return false
  return a.api === 'arm' || (b.api === 'kubernetes' && sameCluster(a.cluster, b.cluster))
}

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

/** What of an identity stays when a cluster is reached otherwise; all of it where its UID is not known. */
function clusterKey(identity: string): string {
  const uid = partsOf(identity)?.['uid']
  return uid === undefined || uid === 'unknown' ? identity : uid
}

function partsOf(identity: unknown): Readonly<Record<string, string>> | undefined {
  return typeof identity === 'string' ? parts.exec(identity)?.groups : undefined
}

import type { Cluster, Context, Kubeconfig, User } from './model.ts'
import { execExtension, ownExtensions } from './own-extensions.ts'

/** The kubeconfig as text that kubectl reads: JSON, which is YAML, so that reading it back is quick. */
export function writeKubeconfig(config: Kubeconfig): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': config.currentContext,
    clusters: config.clusters.map((cluster) => ({ name: cluster.name, cluster: clusterFields(cluster) })),
    users: config.users.map((user) => ({ name: user.name, user: userFields(user) })),
    contexts: config.contexts.map((context) => ({ name: context.name, context: contextFields(context) }))
  })
}

function contextFields({ cluster, user, namespace, problem }: Context) {
  return { cluster, user, namespace: namespace || undefined, extensions: extensions([ownExtensions.problem, problem]) }
}

/** Those that there are; undefined for none. */
function extensions(...all: readonly (readonly [name: string, extension: unknown])[]) {
  const present = all.filter(([, extension]) => extension !== undefined)
  return present.length === 0 ? undefined : present.map(([name, extension]) => ({ name, extension }))
}

function clusterFields(cluster: Cluster) {
  return {
    server: cluster.server,
    'certificate-authority-data': cluster.caData,
    'certificate-authority': cluster.caFile,
    'insecure-skip-tls-verify': cluster.insecure || undefined,
    'tls-server-name': cluster.tlsServerName,
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression,
    extensions: extensions(
      [execExtension, cluster.execConfig === undefined ? undefined : (JSON.parse(cluster.execConfig) as unknown)],
      [ownExtensions.problem, cluster.problem]
    )
  }
}

function userFields(user: User) {
  return {
    'client-certificate-data': user.certData,
    'client-certificate': user.certFile,
    'client-key-data': user.keyData,
    'client-key': user.keyFile,
    token: user.token,
    tokenFile: user.tokenFile,
    username: user.username,
    password: user.password,
    exec: user.exec && { ...user.exec, installHint: user.exec.installHint || undefined },
    'auth-provider': user.authProvider === undefined ? undefined : { name: user.authProvider },
    as: user.impersonate?.user,
    'as-uid': user.impersonate?.uid,
    'as-groups': user.impersonate?.groups,
    'as-user-extra': Object.keys(user.impersonate?.extra ?? {}).length === 0 ? undefined : user.impersonate?.extra,
    extensions: extensions([ownExtensions.tokenCopy, user.tokenCopy], [ownExtensions.problem, user.problem])
  }
}

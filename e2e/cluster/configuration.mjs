/**
 * Applied writes of the people on call, so that what the console did can be counted by the server. The administrator,
 * as whom the test bed itself works, is left out.
 */
export const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    users: [operator, reader]
    verbs: [create, update, patch, delete, deletecollection]
  - level: None
`

/**
 * Sends the API server's traffic to pods and kubelets through a CONNECT proxy on a Unix socket.
 *
 * @param {string} socket
 */
export function egressSelector(socket) {
  return `apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
  - name: cluster
    connection:
      proxyProtocol: HTTPConnect
      transport:
        uds:
          udsName: ${socket}
`
}

/** @typedef {{ name: string, group: string, token: string }} User */

/**
 * The lines of a token file: token, name, uid, groups.
 *
 * @param {readonly User[]} users
 */
export function tokenFile(users) {
  const lines = users.map(({ name, group, token }) => `${token},${name},${name}${group ? `,"${group}"` : ''}`)
  return `${lines.join('\n')}\n`
}

/**
 * @param {string} server
 * @param {string} ca PEM
 * @param {Pick<User, 'name' | 'token'>} user
 */
export function kubeconfig(server, ca, { name, token }) {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
  - name: cluster
    cluster:
      server: ${server}
      certificate-authority-data: ${Buffer.from(ca).toString('base64')}
users:
  - name: ${name}
    user:
      token: ${token}
contexts:
  - name: ${name}
    context:
      cluster: cluster
      user: ${name}
`
}

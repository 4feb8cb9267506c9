import { KubeConfig } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { readKubeconfig } from './read-kubeconfig.ts'

const certificate = Buffer.from('-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n').toString('base64')

const users = {
  token: 'token: abcdefgh',
  basic: 'username: jo\n      password: correct-horse',
  certificate: `client-certificate-data: ${certificate}\n      client-key-data: ${certificate}`
}

function kubeconfig(user: string, cluster = ''): string {
  return `apiVersion: v1
kind: Config
current-context: here
clusters:
  - name: c
    cluster:
      server: https://cluster.example:6443
      certificate-authority-data: ${certificate}${cluster}
users:
  - name: u
    user:
      ${user}
contexts:
  - name: here
    context: { cluster: c, user: u, namespace: shop }
`
}

/** What Kubernetes' own client for this language makes of a kubeconfig. */
function understood(text: string) {
  const config = new KubeConfig()
  config.loadFromString(text)
  const { clusters, users: known, contexts, currentContext } = config
  return JSON.parse(JSON.stringify({ clusters, known, contexts, currentContext })) as unknown
}

it.each([
  ['a token', kubeconfig(users.token)],
  ['a name and a password', kubeconfig(users.basic)],
  ['a client certificate', kubeconfig(users.certificate)],
  ['a proxy', kubeconfig(users.token, '\n      proxy-url: http://proxy.example:3128')],
  ['another TLS name', kubeconfig(users.token, '\n      tls-server-name: inner.example')]
])('says the same after reading as before: %s', async (_what, text) => {
  const { text: stored } = await readKubeconfig([{ text }])
  expect(understood(stored)).toEqual(understood(text))
})

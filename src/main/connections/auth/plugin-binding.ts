import { createHash, scrypt } from 'node:crypto'
import type { Cluster, ExecConfig } from '../kubeconfig/model.ts'
import { secretArguments, secretVariables, shownArguments, shownVariables } from '../kubeconfig/secret-arguments.ts'

/** Contexts of the same user ask for the same again. */
const derived = new Map<string, Promise<string>>()
const mostDerived = 200

/**
 * What an approval of a credential plugin holds for besides the program file: its arguments and its environment, and who
 * gets the credential, by address, certificate authority and proxy; also what the plugin is told of the cluster. SHA-256,
 * lower-case hex. It is kept in the clear: credentials go into it through scrypt (RFC 7914), so that a short one is not
 * found by trying.
 */
export async function pluginBinding(exec: ExecConfig, cluster: Cluster | undefined): Promise<string> {
  const secrets = [...secretArguments(exec.args), ...secretVariables(exec.env)]
  const given = [exec.args, exec.env.map(({ name, value }) => [name, value])]
  const who = [
    cluster?.server ?? '',
    cluster?.caData ?? '',
    cluster?.tlsServerName ?? '',
    cluster?.insecure ?? false,
    cluster?.proxyUrl ?? '',
    cluster?.execConfig ?? ''
  ]
  const what =
    secrets.length === 0
      ? given
      : [shownArguments(exec.args), shownVariables(exec.env), await slowly(JSON.stringify(given))]
  return sha256([exec.apiVersion, exec.command, exec.provideClusterInfo, ...what, ...who])
}

function sha256(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function slowly(text: string): Promise<string> {
  const before = derived.get(text)
  if (before) return before
  const digest = new Promise<string>((resolve, reject) => {
    scrypt(text, 'backout plugin binding', 32, (error, key) => {
      if (error) reject(error)
      else resolve(key.toString('hex'))
    })
  })
  if (derived.size >= mostDerived) derived.clear()
  derived.set(text, digest)
  return digest
}

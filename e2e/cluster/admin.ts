import { execFile } from 'node:child_process'
import { send } from '../drill/client.ts'
import type { Bench } from './bench.ts'

/** What the test bed itself does to the cluster, as its administrator. */
export interface Admin {
  /** Runs kubectl; rejects with what it said when it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>
  apply(...objects: readonly object[]): Promise<void>
  get<T>(path: string): Promise<T>
}

export function createAdmin(bench: Bench): Admin {
  const kubeconfig = `--kubeconfig=${bench.kubeconfigs['admin'] ?? ''}`
  const kubectl = (args: readonly string[], input = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = execFile(
        bench.kube,
        ['kubectl', ...args, kubeconfig],
        { maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) =>
          error ? reject(new Error(`kubectl ${args.join(' ')}: ${stderr}`, { cause: error })) : resolve(stdout)
      )
      child.stdin?.end(input)
    })
  return {
    kubectl,
    async apply(...objects) {
      const list = { apiVersion: 'v1', kind: 'List', items: objects }
      await kubectl(['apply', '-f', '-'], JSON.stringify(list))
    },
    async get<T>(path: string) {
      return (await send(bench, { path, token: bench.tokens.admin })).json<T>()
    }
  }
}

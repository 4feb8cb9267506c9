import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { send, type ClientAnswer } from './drill/client.ts'
import type { Drill } from './drill.ts'
import type { Truth } from './truth.ts'

/** Somebody else with the operator's permissions, who changes things while the console looks on. */
export interface Operator {
  readonly read: <T>(path: string) => Promise<T>
  readonly create: (path: string, body: unknown) => Promise<ClientAnswer>
  /** `kubectl rollout undo --to-revision`: the template of a revision, without the hash of its ReplicaSet. */
  readonly undo: (at: Pick<Truth, 'namespace' | 'deployment'>, toRevision: number) => Promise<ClientAnswer>
  /** A JSON merge patch, RFC 7396. */
  readonly merge: (path: string, body: unknown) => Promise<ClientAnswer>
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }]
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[]
}

interface ReplicaSets {
  readonly items: readonly {
    readonly metadata: {
      readonly annotations?: Readonly<Record<string, string>>
      readonly ownerReferences?: readonly { readonly name: string }[]
    }
    readonly spec: { readonly template: { readonly metadata: { readonly labels: Record<string, string> } } }
  }[]
}

/** By what a drill is known, as PEM, and the token of its kubeconfig's `operator`. */
export async function operatorCredentials({
  kubeconfig
}: Pick<Drill, 'kubeconfig'>): Promise<{ readonly ca: string; readonly token: string }> {
  const { clusters, users } = parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig
  const ca = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString('utf8')
  return { ca, token: users.find(({ name }) => name === 'operator')?.user.token ?? '' }
}

/**
 * Signs in to a drill as its kubeconfig's `operator`. Every request is checked to have succeeded.
 *
 * @throws Error with the server's answer when it refuses
 */
export async function asOperator(drill: Drill): Promise<Operator> {
  const { ca, token } = await operatorCredentials(drill)
  const endpoint = { server: drill.server, port: Number(new URL(drill.server).port), ca }
  async function ask(method: string, path: string, body?: unknown, type = 'application/json'): Promise<ClientAnswer> {
    const headers = { 'content-type': type }
    const answer = await send(endpoint, { method, path, token, ...(body === undefined ? {} : { body, headers }) })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
    return answer
  }
  async function undo({ namespace, deployment }: Pick<Truth, 'namespace' | 'deployment'>, toRevision: number) {
    const path = `/apis/apps/v1/namespaces/${namespace}`
    const { items } = (await ask('GET', `${path}/replicasets`)).json<ReplicaSets>()
    const own = items.find(
      ({ metadata }) =>
        metadata.ownerReferences?.[0]?.name === deployment &&
        metadata.annotations?.['deployment.kubernetes.io/revision'] === String(toRevision)
    )
    if (own === undefined) throw new Error(`${deployment} has no revision ${toRevision}`)
    const template = structuredClone(own.spec.template)
    delete template.metadata.labels['pod-template-hash']
    const patch = [{ op: 'replace', path: '/spec/template', value: template }]
    const query = 'fieldManager=kubectl-rollout'
    return ask('PATCH', `${path}/deployments/${deployment}?${query}`, patch, 'application/json-patch+json')
  }
  return {
    undo,
    read: async <T>(path: string) => (await ask('GET', path)).json<T>(),
    create: (path, body) => ask('POST', path, body),
    merge: (path, body) => ask('PATCH', path, body, 'application/merge-patch+json')
  }
}

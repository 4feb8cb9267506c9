import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { parse } from 'yaml'
import type { DrillReady } from '../drill.ts'

interface KubeObject {
  readonly metadata: {
    readonly name: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly { readonly name: string }[]
  }
  readonly spec: Readonly<Record<string, unknown>>
}

/** The drill as a cluster administrator sees it, past the slow wire. */
export interface Stage {
  readonly server: string
  readonly ca: string
  readonly token: string
  /** Makes a Deployment with three revisions to go back and forth between, alone in a namespace of its own name. */
  addDeployment(name: string): Promise<void>
  /** Revisions of a Deployment, the one that is asked for last. */
  revisions(name: string): Promise<readonly number[]>
}

const revisionOf = ({ metadata }: KubeObject): number =>
  Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)

export async function openStage(drill: DrillReady): Promise<Stage> {
  const config = parse(await readFile(drill.kubeconfig, 'utf8')) as {
    readonly clusters: readonly {
      readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
    }[]
    readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[]
  }
  const ca = Buffer.from(config.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64').toString('utf8')
  const token = config.users.find(({ name }) => name === 'operator')?.user.token ?? ''
  const base = (name: string): string => `/apis/apps/v1/namespaces/${name}`

  async function call<T>(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<T> {
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': contentType }
      const sent = request(`${drill.server}${path}`, { method, ca, headers }, (response) => {
        response.toArray().then((chunks) => {
          const answer = Buffer.concat(chunks).toString('utf8')
          if ((response.statusCode ?? 0) < 300) resolve(answer)
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`))
        }, reject)
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
    return JSON.parse(text) as T
  }

  async function revisions(name: string): Promise<readonly number[]> {
    const deployment = await call<KubeObject>('GET', `${base(name)}/deployments/${name}`)
    const all = await call<{ readonly items: readonly KubeObject[] }>('GET', `${base(name)}/replicasets`)
    const current = revisionOf(deployment)
    const owned = all.items.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name))
    return [...owned.map(revisionOf).filter((revision) => revision !== current), current]
  }

  async function addDeployment(name: string): Promise<void> {
    const template = (label: string) => ({
      metadata: { labels: { app: name }, annotations: { release: label } },
      spec: { containers: [{ name: 'app', image: `registry.example/${name}:1.0.0` }] }
    })
    await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    await call('POST', `${base(name)}/deployments`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: { app: name } },
      spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: template('one') }
    })
    for (const label of ['two', 'three']) {
      const before = (await revisions(name)).length
      await call(
        'PATCH',
        `${base(name)}/deployments/${name}`,
        { spec: { template: template(label) } },
        'application/merge-patch+json'
      )
      while ((await revisions(name)).length <= before) await delay(50)
    }
  }

  return { server: drill.server, ca, token, addDeployment, revisions }
}

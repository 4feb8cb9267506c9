import { mapAtMost } from '../../src/main/lib/map-at-most.ts'
import { createApi } from '../cluster/api.mjs'
import type { TrafficBench } from './bench.ts'
import { service } from './manifests.ts'
import { until } from './until.ts'

const namespace = 'crowd'
/** So many Deployments, each with a Service. */
export const crowdSize = 200
const atOnce = 16
/** How long making them, or releasing each of them once, may take. */
const roundMs = 180_000

const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
const services = `/api/v1/namespaces/${namespace}/services`
const names = Array.from({ length: crowdSize }, (_, index) => `other-${index}`)

/** Other people's services, which are released while a lever is pulled. */
export interface Crowd {
  /** Begins to release all of them at once, and again as soon as their pods are replaced. @returns ends that, and says how often one was released */
  release(): () => Promise<number>
  close(): void
}

interface Deployed {
  readonly metadata: { readonly generation: number }
  readonly status: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly availableReplicas?: number
  }
}

/** Makes the crowd; nobody calls it, so its pods have no stand-in. */
export async function makeCrowd(bench: TrafficBench): Promise<Crowd> {
  const api = createApi({ server: bench.server, ca: bench.ca, token: bench.tokens.admin })
  const done = async (method: string, path: string, body: object, type?: string): Promise<void> => {
    const { status } = await api.send(method, path, body, type)
    if (status >= 300) throw new Error(`${method} ${path}: HTTP ${status}`)
  }
  const arePodsReplaced = async (): Promise<boolean> => (await api.list<Deployed>(deployments)).every(isReplaced)
  await done('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  await mapAtMost(atOnce, names, async (name) => {
    await done('POST', services, service(namespace, name, 80))
    await done('POST', deployments, quietDeployment(name))
  })
  await until('the crowd', arePodsReplaced, roundMs)
  let count = 0
  const releaseOne = async (name: string): Promise<void> => {
    const annotations = { release: `${count}` }
    await done(
      'PATCH',
      `${deployments}/${name}`,
      { spec: { template: { metadata: { annotations } } } },
      'application/merge-patch+json'
    )
    count += 1
  }
  return {
    release() {
      let isEnding = false
      const before = count
      const releasing = (async () => {
        while (!isEnding) {
          await mapAtMost(atOnce, names, async (name) => (isEnding ? undefined : releaseOne(name)))
          await until('the pods of the crowd', async () => isEnding || (await arePodsReplaced()), roundMs)
        }
      })()
      return async () => {
        isEnding = true
        await releasing
        return count - before
      }
    },
    close: () => api.close()
  }
}

function isReplaced({ metadata, status }: Deployed): boolean {
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  return observedGeneration >= metadata.generation && replicas === 1 && updatedReplicas === 1 && availableReplicas === 1
}

function quietDeployment(name: string): object {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `registry.example/${name}:1.0` }] } }
    }
  }
}

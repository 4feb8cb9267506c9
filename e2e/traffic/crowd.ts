import { setTimeout as delay } from 'node:timers/promises'
import { createApi } from '../cluster/api.mjs'
import type { TrafficBench } from './bench.ts'
import { service, to, virtualService } from './manifests.ts'

const namespace = 'crowd'
/** So many Deployments, each with a Service and a VirtualService. */
export const crowdSize = 200
/** Changes a second: each of them is released, or has its weights moved, every ten seconds. */
const perSecond = 20
const atOnce = 16

const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
const services = `/api/v1/namespaces/${namespace}/services`
const routes = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`
const merge = 'application/merge-patch+json'

/** Other people's services, which change while a lever is pulled. */
export interface Crowd {
  /** Begins to change them. @returns ends that, and says how many changes were taken */
  change(): () => Promise<number>
  close(): void
}

/** Makes the crowd; nobody calls it, so its pods have no stand-in. */
export async function makeCrowd(bench: TrafficBench): Promise<Crowd> {
  const api = createApi({ server: bench.server, ca: bench.ca, token: bench.tokens.admin })
  const done = async (method: string, path: string, body: object, type?: string): Promise<void> => {
    const { status } = await api.send(method, path, body, type)
    if (status >= 300) throw new Error(`${method} ${path}: HTTP ${status}`)
  }
  await done('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const names = Array.from({ length: crowdSize }, (_, index) => `other-${index}`)
  for (let first = 0; first < names.length; first += atOnce) {
    const some = names.slice(first, first + atOnce)
    await Promise.all(
      some.flatMap((name) => [
        done('POST', services, service(namespace, name, 80)),
        done('POST', deployments, quietDeployment(name)),
        done('POST', routes, virtualService(namespace, name, [{ route: routeOf(name, 0) }]))
      ])
    )
  }
  const changeOne = async (turn: number): Promise<void> => {
    const name = names[Math.floor(turn / 2) % names.length] ?? ''
    if (turn % 2 === 0) {
      const annotations = { release: `${turn}` }
      await done('PATCH', `${deployments}/${name}`, { spec: { template: { metadata: { annotations } } } }, merge)
    } else {
      await done('PATCH', `${routes}/${name}`, { spec: { http: [{ route: routeOf(name, turn % 100) }] } }, merge)
    }
  }
  return {
    change() {
      const ending = new AbortController()
      let count = 0
      const changing = (async () => {
        // What the server does not keep up with is not caught up with: one change at a time.
        while (!ending.signal.aborted) {
          const dueAt = Date.now() + 1_000 / perSecond
          await changeOne(count)
          count += 1
          await delay(Math.max(0, dueAt - Date.now()))
        }
      })()
      return async () => {
        ending.abort()
        await changing
        return count
      }
    },
    close: () => api.close()
  }
}

function routeOf(name: string, share: number): readonly object[] {
  return [to(name, 100 - share), to(`${name}-next`, share)]
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

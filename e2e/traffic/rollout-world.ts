import { createAdmin, type Admin } from '../cluster/admin.ts'
import { freePort } from '../cluster/programs.mjs'
import type { TrafficBench } from './bench.ts'
import { podTemplate, service, sidecar, to, virtualService } from './manifests.ts'
import { until } from './until.ts'
import { badTag, goodTag, type World } from './worlds.ts'

export interface Rollout {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } }
  }
  readonly status?: {
    readonly phase?: string
    readonly abort?: boolean
    readonly stableRS?: string
    readonly currentPodHash?: string
  }
}

function rollout(namespace: string, tag: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'cart', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'cart' } },
      template: podTemplate('cart', tag),
      strategy: {
        canary: {
          stableService: 'cart-stable',
          canaryService: 'cart-canary',
          trafficRouting: { istio: { virtualService: { name: 'cart-stable', routes: ['primary'] } } },
          // An end that is far away: the run lasts longer than the test.
          steps: [{ setWeight: 40 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '1h' } }]
        }
      }
    }
  }
}

/** The Rollout as it is. */
export async function readRollout(admin: Admin, namespace: string): Promise<Rollout> {
  return admin.get(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/cart`)
}

/** A Rollout of the real controller that is paused at its first step, with a bad release that has 40 % of the users. */
export async function rolloutWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const admin = createAdmin(bench)
  const port = await freePort()
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, sidecar(namespace))
  const rule = { name: 'primary', route: [to('cart-stable', 100), to('cart-canary', 0)] }
  await admin.apply(
    service(namespace, 'cart-stable', port, 'cart'),
    service(namespace, 'cart-canary', port, 'cart'),
    virtualService(namespace, 'cart-stable', [rule]),
    rollout(namespace, goodTag)
  )
  const phase = async (): Promise<string | undefined> => (await readRollout(admin, namespace)).status?.phase
  await until('the Rollout to be healthy', async () => (await phase()) === 'Healthy')
  const client = await bench.client(namespace)
  const call = { host: 'cart-stable', port }
  await client.reaches(call, goodTag)
  await admin.apply(rollout(namespace, badTag))
  await until('the run to pause at its step', async () => (await phase()) === 'Paused')
  await client.reaches(call, badTag)
  return { namespace, admin, client, call }
}

/** The tag that its template asks for. */
export function rolloutTag({ spec }: Rollout): string {
  return spec.template.spec.containers[0].image.split(':').at(-1) ?? ''
}

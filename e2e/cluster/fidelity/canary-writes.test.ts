import { execFile } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { deleteStep } from '../../../src/main/actions/canary-delete/index.ts'
import { failedChecksStep } from '../../../src/main/actions/canary-failed-checks/index.ts'
import { routeWeightsStep } from '../../../src/main/actions/route-weights/index.ts'
import { suspendStep } from '../../../src/main/actions/canary-suspend/index.ts'
import type { KubeObject } from '../../../src/main/ports/kube.ts'
import type { DoStep } from '../../../src/main/ports/step.ts'
import { canaryTarget } from '../../../src/main/providers/flagger/canary-object.ts'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import type { Bench } from '../bench.ts'
import { hasBench, openBench } from '../bench.ts'
import { kubeconfigThrough } from '../kubeconfig.ts'
import { startRecordingProxy } from '../recording-proxy.ts'
import { canaryCommands } from './commands.ts'
import { writesOf } from './compare-writes.ts'

const name = 'absent-target'
const place = 'fid-canary'
const path = `/apis/flagger.app/v1beta1/namespaces/${place}/canaries/${name}`

/** Flagger finds no target for it, and so leaves it alone. */
const canary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name, namespace: place },
  spec: {
    suspend: false,
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    service: { port: 80 },
    analysis: { interval: '10m', threshold: 5, maxWeight: 50, stepWeight: 10 }
  }
}

describe.skipIf(!hasBench)('a change of a Canary', () => {
  let bench: Bench
  let admin: Admin

  beforeAll(async () => {
    bench = await openBench()
    admin = createAdmin(bench)
  })

  /** The Canary as it is before each change. */
  async function fresh(): Promise<KubeObject> {
    await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: place } }, canary)
    const status = JSON.stringify({ status: { phase: 'Progressing', failedChecks: 1 } })
    await admin.kubectl(['-n', place, 'patch', 'canary', name, '--subresource=status', '--type=merge', '-p', status])
    return admin.get<KubeObject>(path)
  }

  const stepsOf = (object: KubeObject): readonly DoStep[] => {
    const target = canaryTarget('here', object)
    const at = { context: 'operator', target }
    return [
      suspendStep({ ...at, id: 'suspend', from: false, to: true }),
      suspendStep({ ...at, id: 'resume', from: true, to: false }),
      failedChecksStep({
        ...at,
        target: canaryTarget('here', object, 'status'),
        id: 'arm',
        title: 'Arm',
        threshold: 5
      }),
      deleteStep({ ...at, id: 'delete' })
    ]
  }

  test.each(canaryCommands.map(({ title }, index) => [title, index] as const))(
    '%s: what is logged does what is sent, and no more',
    { timeout: 120_000 },
    async (_, index) => {
      const step = stepsOf(await fresh())[index] ?? expect.fail('no such step')
      if (step.sends.kind !== 'fixed') return expect.fail('is known when it is planned')
      const proxy = await startRecordingProxy(bench)
      try {
        const kubeconfig = await kubeconfigThrough(proxy, bench, 'admin')
        await run(bench, step.command.replace('--context operator', '--context admin'), kubeconfig)
        const [theirs] = writesOf(proxy.requests)
        const { method, path: asked, body = '' } = step.sends.request
        expect(theirs).toMatchObject({ method, path: asked })
        const logged = JSON.parse(theirs?.body ?? '{}') as Readonly<Record<string, unknown>>
        if (method === 'DELETE')
          expect(JSON.parse(body)).toMatchObject({ propagationPolicy: logged['propagationPolicy'] })
        else expect(writtenBy(body)).toEqual(leavesOf(logged))
      } finally {
        proxy.close()
      }
    }
  )
})

describe.skipIf(!hasBench)('weights of a VirtualService', () => {
  test('are logged as the very patch that is sent', { timeout: 120_000 }, async () => {
    const bench = await openBench()
    const admin = createAdmin(bench)
    const route = (weight: number) => ({ destination: { host: weight > 50 ? 'a' : 'b' }, weight })
    const metadata = { name, namespace: place }
    const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata }
    await admin.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place } },
      { ...routes, spec: { hosts: [name], http: [{ route: [route(70), route(30)] }] } }
    )
    const resource = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' }
    const object = await admin.get<KubeObject>(
      `/apis/networking.istio.io/v1/namespaces/${place}/virtualservices/${name}`
    )
    const writes = [
      { path: '/spec/http/0/route/0/weight', to: 100 },
      { path: '/spec/http/0/route/1/weight', to: 0 }
    ]
    const identities = ['/spec/http/0/route/0/destination', '/spec/http/0/route/1/destination']
    const step = routeWeightsStep(
      { identity: 'here', context: 'admin' },
      { object, resource, identities, writes },
      { id: 'weights', title: 'All away', weights: 'asRead' }
    )
    if (step.sends.kind !== 'fixed') return expect.fail('is known when it is planned')
    const proxy = await startRecordingProxy(bench)
    try {
      await run(bench, step.command, await kubeconfigThrough(proxy, bench, 'admin'))
      const { method, path: asked, body } = step.sends.request
      expect(writesOf(proxy.requests)).toMatchObject([{ method, path: asked, body, status: 200 }])
    } finally {
      proxy.close()
    }
  })
})

/** Types a line into a shell, with kubectl as it was built. */
function run(bench: Bench, line: string, kubeconfig: string): Promise<void> {
  const typed = line.replace(/^kubectl /, `"${bench.kube}" kubectl `)
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', typed], { env: { ...process.env, KUBECONFIG: kubeconfig } }, (error, _, stderr) => {
      if (error) reject(new Error(stderr))
      else resolve()
    })
  })
}

/** What a JSON Patch writes, its tests left out. */
function writtenBy(body: string): readonly unknown[] {
  const operations = JSON.parse(body) as readonly {
    readonly op: string
    readonly path: string
    readonly value?: unknown
  }[]
  return operations.filter(({ op }) => op !== 'test').map(({ path: at, value }) => [at, value])
}

/** What a merge patch writes. */
function leavesOf(patch: unknown, at = ''): readonly unknown[] {
  if (typeof patch !== 'object' || patch === null) return [[at, patch]]
  return Object.entries(patch).flatMap(([key, value]) => leavesOf(value, `${at}/${key}`))
}

import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { podDeleteStep } from '../../../src/main/actions/pod-delete/index.ts'
import type { OtherKind } from '../../../src/contract/index.ts'
import { podsInTheWay } from '../../../src/main/levers/deployment-rollback/index.ts'
import type { KubeObject } from '../../../src/main/ports/kube.ts'
import { historyOf, templateOf } from '../../../src/main/providers/kubernetes/history.ts'
import { rolloutStatus } from '../../../src/main/providers/kubernetes/rollout-status.ts'
import { undoBody } from '../../../src/main/providers/kubernetes/undo.ts'
import { workloadArgument, workloadResource } from '../../../src/main/providers/kubernetes/workload.ts'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import { hasBench, openBench } from '../bench.ts'
import { withoutEmpty } from './compare-writes.ts'

const name = 'checkout'

function workload(kind: OtherKind, namespace: string, tag: string): object {
  const labels = { app: name }
  const containers = [{ name, image: `registry.example/${name}:${tag}` }]
  const template = { metadata: { labels }, spec: { containers } }
  const own = kind === 'StatefulSet' ? { replicas: 2, serviceName: name } : {}
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels },
    spec: { ...own, selector: { matchLabels: labels }, template }
  }
}

describe.skipIf(!hasBench)('on real controllers', () => {
  let admin: Admin

  beforeAll(async () => {
    admin = createAdmin(await openBench())
  })

  const listed = async (kind: string, path: string): Promise<readonly KubeObject[]> => {
    const { items } = await admin.get<{ readonly items: readonly KubeObject[] }>(path)
    return items.map((item) => ({ ...item, kind }))
  }

  async function world(kind: OtherKind, namespace: string) {
    const place = `/apis/apps/v1/namespaces/${namespace}`
    const object = await admin.get<KubeObject>(`${place}/${workloadResource({ kind }).resource}/${name}`)
    const revisions = await listed('ControllerRevision', `${place}/controllerrevisions`)
    const pods = await listed('Pod', `/api/v1/namespaces/${namespace}/pods`)
    return { object, history: historyOf(object, revisions), pods }
  }

  /** Revision 1 is ready, revision 2 never gets so. */
  async function released(kind: OtherKind, namespace: string): Promise<void> {
    const status = ['-n', namespace, 'rollout', 'status', workloadArgument({ kind, name })]
    await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await admin.apply(workload(kind, namespace, '1.0.0'))
    await admin.kubectl([...status, '--timeout=90s'])
    await admin.apply(workload(kind, namespace, '1.1.0-crash'))
    await until(async () => (await world(kind, namespace)).history.length === 2)
    await until(async () => (await world(kind, namespace)).pods.some((pod) => imageOf(pod).endsWith('crash')))
  }

  test.each(['StatefulSet', 'DaemonSet'] as const)(
    'the undo of a %s comes to what kubectl makes of it',
    { timeout: 300_000 },
    async (kind) => {
      const [ours, theirs] = [`fid-${kind.toLowerCase()}-a`, `fid-${kind.toLowerCase()}-b`]
      await Promise.all([released(kind, ours), released(kind, theirs)])
      const before = await world(kind, ours)
      const [bad, good] = before.history
      expect([bad?.revision, bad?.isCurrent, good?.revision]).toEqual([2, true, 1])
      const revision = good?.replicaSet ?? expect.fail('no revision 1')
      const argument = workloadArgument({ kind, name })
      await admin.kubectl(['-n', ours, 'patch', argument, '--type=json', '-p', undoBody(before.object, revision)])
      await admin.kubectl(['-n', theirs, 'rollout', 'undo', argument, '--to-revision=1'])
      const isNumbered = async (namespace: string): Promise<boolean> =>
        (await world(kind, namespace)).history.some((one) => one.isCurrent && one.revision === 3)
      await until(async () => (await isNumbered(ours)) && (await isNumbered(theirs)))
      const [left, right] = await Promise.all([world(kind, ours), world(kind, theirs)])
      expect(withoutEmpty(templateOf(left.object))).toEqual(withoutEmpty(templateOf(right.object)))
      expect(left.history.map((one) => [one.revision, one.earlier])).toEqual([
        [3, [1]],
        [2, []]
      ])

      if (kind === 'StatefulSet') await unblock(ours, revision)
      const said = await admin.kubectl(['-n', ours, 'rollout', 'status', argument, '--timeout=90s'])
      const status = rolloutStatus((await world(kind, ours)).object)
      expect(status.state).toBe('complete')
      expect(said.trimEnd().split('\n').at(-1)).toBe(status.message)
      expect((await world(kind, ours)).pods.map(imageOf).every((image) => image.endsWith(':1.0.0'))).toBe(true)
    }
  )

  /** In order the controller waits for the broken pod for ever: only its deletion helps (kubernetes/kubernetes issue 67250). */
  async function unblock(namespace: string, target: KubeObject): Promise<void> {
    await delay(5_000)
    const { object, pods } = await world('StatefulSet', namespace)
    const inTheWay = podsInTheWay(object, target, pods)
    expect(inTheWay.map((pod) => [pod.metadata.name, imageOf(pod)])).toEqual([
      [`${name}-1`, `registry.example/${name}:1.1.0-crash`]
    ])
    for (const pod of inTheWay) {
      const words = { id: 'delete', title: '', onlyIfUnready: true, after: [] }
      const { command } = podDeleteStep({ identity: 'here', context: 'admin' }, { ...words, pod })
      expect(command).toBe(`kubectl --context admin -n ${namespace} delete pods ${pod.metadata.name}`)
      await admin.kubectl(['-n', namespace, 'delete', 'pods', pod.metadata.name])
    }
  }
})

function imageOf(pod: KubeObject): string {
  const { containers } = pod['spec'] as { readonly containers: readonly { readonly image: string }[] }
  return containers[0]?.image ?? ''
}

/** What a controller does takes it a moment. */
async function until(is: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (!(await is())) {
    if (Date.now() > giveUpAt) throw new Error('the controller did not do it within 60 s')
    await delay(200)
  }
}

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureKubectl, hasGo, kubectlVersions, SKIPPED_WITHOUT_GO } from '../kubectl/ensure-kubectl.mjs'
import { canaryDefinition } from './canary-definition.ts'
import { kubectlFor } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const MANIFEST = join(import.meta.dirname, '../recordings/kubernetes-1.36.3/checkout.yaml')
const canBuild = hasGo()
if (!canBuild) console.log(SKIPPED_WITHOUT_GO)

/** The versions that answered. */
const ran = new Set<string>()

/** Simulated time begins an hour ago, so that it stays behind kubectl's own clock at ten times its speed. */
const HEAD_START_MS = 3_600_000

// In order and together: each command acts on what the ones before it left.
describe.skipIf(!canBuild).each(kubectlVersions())('kubectl %s believes the drill', (version) => {
  let stage: Stage
  let kubectl: Kubectl

  /** Runs in namespace shop; fails with what kubectl said when it did not exit with 0. */
  const shop = async (...args: readonly string[]): Promise<string> => {
    const run = await kubectl(args)
    expect(run, run.stderr).toMatchObject({ code: 0 })
    return run.stdout
  }

  beforeAll(async () => {
    const binary = await ensureKubectl(version)
    stage = await openStage({ startMs: Date.now() - HEAD_START_MS, speed: 10 })
    stage.simulation.goLive()
    kubectl = kubectlFor(binary, stage)
  }, 900_000)
  afterAll(() => stage?.close())

  test('version and api-resources', async () => {
    const versions = await shop('version')
    expect(versions).toContain(`Client Version: ${version}`)
    expect(versions).toContain('Server Version: v1.36.3')
    ran.add(version)
    const resources = await shop('api-resources')
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m)
    expect(resources).toMatch(/^customresourcedefinitions +crd,crds +apiextensions.k8s.io\/v1 +false/m)
  })

  test('create, with protobuf bodies', async () => {
    expect(await shop('create', 'namespace', 'shop')).toBe('namespace/shop created\n')
    expect(await shop('create', 'configmap', 'checkout', '--from-literal=limit=10')).toBe(
      'configmap/checkout created\n'
    )
    expect(await shop('create', 'secret', 'generic', 'creds', '--from-literal=password=x')).toBe(
      'secret/creds created\n'
    )
    const image = '--image=registry.example/checkout:1.0.0'
    expect(await shop('create', 'deployment', 'web', image, '--replicas=2')).toBe('deployment.apps/web created\n')
    expect(await shop('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas} {.spec.strategy.type}')).toBe(
      '2 RollingUpdate'
    )
    expect(await shop('get', 'secret', 'creds', '-o', 'jsonpath={.data.password} {.type}')).toBe('eA== Opaque')
    const twice = await kubectl(['create', 'configmap', 'checkout'])
    expect(twice).toMatchObject({
      code: 1,
      stderr: 'error: failed to create configmap: configmaps "checkout" already exists\n'
    })
  })

  test('apply, rollout status and wait', async () => {
    expect(await shop('apply', '-f', MANIFEST)).toBe('deployment.apps/checkout created\n')
    expect(await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')).toContain(
      'deployment "checkout" successfully rolled out'
    )
    expect(await shop('wait', 'deployment/checkout', '--for=condition=Available', '--timeout=10s')).toBe(
      'deployment.apps/checkout condition met\n'
    )
    expect(await shop('apply', '-f', MANIFEST)).toBe('deployment.apps/checkout unchanged\n')
  })

  test('get, wide, by label, by field, in pages', async () => {
    expect(await shop('get', 'deployments')).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ncheckout +3\/3 +3 +3 +\d+s\nweb +2\/2 +2 +2 +\d+s\n$/
    )
    const wide = await shop('get', 'deployments,replicasets,pods', '-o', 'wide')
    expect(wide).toMatch(
      /^deployment.apps\/checkout +3\/3 .* checkout +registry.example\/checkout:1.0.0 +app=checkout$/m
    )
    expect(wide).toMatch(/^pod\/checkout-\w+-\w{5} +1\/1 +Running +0 .* 10\.0\.0\.\d+ +node-0 +<none> +<none>$/m)
    const rows = (text: string): number => text.trim().split('\n').length - 1
    expect(rows(await shop('get', 'pods', '-l', 'app=checkout'))).toBe(3)
    expect(rows(await shop('get', 'pods', '-l', 'app in (web),!x', '--show-labels'))).toBe(2)
    expect(rows(await shop('get', 'pods', '--field-selector=status.phase=Running'))).toBe(5)
    expect(rows(await shop('get', 'pods', '--chunk-size=2'))).toBe(5)
    expect(await shop('get', 'cm,secret,ns,nodes')).toMatch(/configmap\/checkout +1 /)
    expect(await shop('get', 'all')).toMatch(/^replicaset.apps\/checkout-\w+ +3 +3 +3 /m)
  })

  test('describe', async () => {
    const deployment = await shop('describe', 'deployment', 'checkout')
    expect(deployment).toMatch(/^Replicas: +3 desired \| 3 updated \| 3 total \| 3 available \| 0 unavailable$/m)
    expect(deployment).toMatch(/^NewReplicaSet: +checkout-\w+ \(3\/3 replicas created\)$/m)
    expect(deployment).toMatch(/Normal +ScalingReplicaSet .*Scaled up replica set checkout-\w+ from 0 to 3/)
    const pods = await shop('describe', 'pods', '-l', 'app=checkout')
    expect(pods).toMatch(/^Controlled By: +ReplicaSet\/checkout-/m)
    expect(pods).toMatch(/^QoS Class: +Burstable$/m)
  })

  test('logs, tail, previous and follow', async () => {
    expect(await shop('logs', 'deployment/checkout', '--tail=2')).toBe(
      'level=error msg="order failed" n=4\nlevel=error msg="order failed" n=5\n'
    )
    expect(await shop('logs', 'deployment/checkout', '--since=1m')).toBe('')
    expect(await shop('logs', 'deployment/checkout', '--timestamps', '--tail=1')).toMatch(/^\d{4}-\d\d-\d\dT.*n=5\n$/)
    expect(await shop('logs', '-f', 'deployment/checkout')).toMatch(/n=5\n(one more line\n)+$/)
  })

  test('set image, history, undo', async () => {
    const image = 'checkout=registry.example/checkout:2.0.0'
    expect(await shop('set', 'image', 'deployment/checkout', image)).toBe('deployment.apps/checkout image updated\n')
    await shop('annotate', 'deployment', 'checkout', 'kubernetes.io/change-cause=release 2.0.0', '--overwrite')
    await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')
    expect(await shop('rollout', 'history', 'deployment/checkout')).toBe(
      'deployment.apps/checkout \nREVISION  CHANGE-CAUSE\n1         release 1.0.0\n2         release 2.0.0\n\n'
    )
    expect(await shop('rollout', 'history', 'deployment/checkout', '--revision=1')).toContain(
      'registry.example/checkout:1.0.0'
    )
    const dry = await shop('rollout', 'undo', 'deployment/checkout', '--dry-run=server')
    expect(dry).toBe('deployment.apps/checkout rolled back (server dry run)\n')
    const jsonpath = 'jsonpath={.spec.template.spec.containers[0].image}'
    expect(await shop('get', 'deployment', 'checkout', '-o', jsonpath)).toBe('registry.example/checkout:2.0.0')
    expect(await shop('rollout', 'undo', 'deployment/checkout', '--to-revision=1')).toBe(
      'deployment.apps/checkout rolled back\n'
    )
    expect(await shop('get', 'deployment', 'checkout', '-o', jsonpath)).toBe('registry.example/checkout:1.0.0')
    await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')
    expect(await shop('rollout', 'history', 'deployment/checkout')).toMatch(/\n2 +release 2.0.0\n3 +release 1.0.0\n/)
    const missing = await kubectl(['rollout', 'undo', 'deployment/checkout', '--to-revision=77'])
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unable to find specified revision 77 in history')
    })
  })

  test('pause, resume, restart', async () => {
    expect(await shop('rollout', 'pause', 'deployment/checkout')).toBe('deployment.apps/checkout paused\n')
    const undo = await kubectl(['rollout', 'undo', 'deployment/checkout'])
    expect(undo).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot rollback a paused deployment') })
    expect(await shop('rollout', 'resume', 'deployment/checkout')).toBe('deployment.apps/checkout resumed\n')
    expect(await shop('rollout', 'restart', 'deployment/checkout')).toBe('deployment.apps/checkout restarted\n')
    await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')
  })

  test('a crashing release, watched', async () => {
    await shop('set', 'image', 'deployment/checkout', 'checkout=registry.example/checkout:crash')
    const looping = /^checkout-\w+-\w{5} +0\/1 +CrashLoopBackOff +\d/m
    const watched = await kubectl(['get', 'pods', '-w'], { until: (text) => looping.test(text) })
    expect(watched.stdout).toMatch(looping)
    const status = await kubectl(['rollout', 'status', 'deployment/checkout', '--timeout=3s'])
    expect(status.code).toBe(1)
    expect(status.stdout).toContain('1 out of 3 new replicas have been updated')
    await shop('rollout', 'undo', 'deployment/checkout')
    await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')
  })

  test('scale, with a watch that sees it', async () => {
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const until = (text: string): boolean => {
      if (/ 3\/3 .*\n/.test(text)) begin()
      return text.includes(' 4/4 ')
    }
    const watching = kubectl(['get', 'deployment', 'checkout', '-w'], { until })
    await begun
    expect(await shop('scale', 'deployment', 'checkout', '--replicas=4')).toBe('deployment.apps/checkout scaled\n')
    expect((await watching).stdout).toMatch(/checkout +3\/4 [\s\S]*checkout +4\/4 /)
    const wrong = await kubectl(['scale', 'deployment', 'checkout', '--current-replicas=9', '--replicas=1'])
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('Expected replicas to be 9, was 4') })
  })

  test('patch of every kind, and its refusals', async () => {
    const patch = (type: string, body: unknown, ...more: readonly string[]) =>
      kubectl(['patch', 'deployment', 'checkout', `--type=${type}`, '-p', JSON.stringify(body), ...more])
    const jsonPatch = [
      { op: 'test', path: '/spec/replicas', value: 4 },
      { op: 'replace', path: '/spec/minReadySeconds', value: 1 }
    ]
    expect((await patch('json', jsonPatch, '--dry-run=server')).stdout).toBe('deployment.apps/checkout patched\n')
    expect(await shop('get', 'deployment', 'checkout', '-o', 'jsonpath={.spec.minReadySeconds}')).toBe('')
    expect(await patch('json', [{ op: 'test', path: '/spec/replicas', value: 9 }])).toMatchObject({
      code: 1,
      stderr: 'The request is invalid: the server rejected our request due to an error in our request\n'
    })
    const container = { name: 'checkout', env: [{ name: 'MODE', value: 'safe' }] }
    const template = { spec: { template: { spec: { containers: [container] } } } }
    const merged = await patch('strategic', template, '--dry-run=server', '-o', 'jsonpath={..env[*].name}')
    expect(merged.stdout).toBe('MODE LIMIT')
    expect(await patch('merge', { spec: { replicas: -1 } })).toMatchObject({
      code: 1,
      stderr:
        'The Deployment "checkout" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n'
    })
    expect((await patch('merge', { spec: { replica: 1 } }, '--dry-run=server')).stderr).toContain(
      'Warning: unknown field "spec.replica"'
    )
  })

  test('delete with each cascade, replace of a stale object', async () => {
    const stale = await shop('get', 'deployment', 'web', '-o', 'json')
    await shop('label', 'deployment', 'web', 'tier=front')
    const replaced = await kubectl(['replace', '-f', '-'], { input: stale })
    expect(replaced).toMatchObject({ code: 1, stderr: expect.stringContaining('the object has been modified') })
    expect(await shop('delete', 'pod', '-l', 'app=web')).toMatch(/pod "web-/)
    await shop('delete', 'deployment', 'web', '--cascade=foreground')
    expect(await shop('get', 'rs', '-l', 'app=web')).toBe('')
    await shop('delete', 'deployment', 'checkout', '--cascade=orphan')
    expect(await shop('get', 'rs', '-o', 'name')).toMatch(/^replicaset.apps\/checkout-/)
    expect(await kubectl(['delete', 'deployment', 'checkout'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): deployments.apps "checkout" not found\n'
    })
  })

  test('apply after an orphaning delete takes the ReplicaSets back', async () => {
    const sets = (): Promise<string> =>
      shop('get', 'rs', '-l', 'app=checkout', '-o', 'jsonpath={.items[*].metadata.uid}')
    const orphans = await sets()
    expect(await shop('apply', '-f', MANIFEST)).toBe('deployment.apps/checkout created\n')
    expect(await shop('rollout', 'status', 'deployment/checkout', '--timeout=20s')).toContain(
      'deployment "checkout" successfully rolled out'
    )
    expect(await sets()).toBe(orphans)
    expect(await shop('get', 'rs', '-o', 'jsonpath={.items[*].metadata.ownerReferences[*].name}')).toMatch(
      /^checkout( checkout)*$/
    )
  })

  test('auth can-i and whoami', async () => {
    expect(await shop('auth', 'can-i', 'patch', 'deployments')).toBe('yes\n')
    expect(await shop('auth', 'can-i', '--list')).toMatch(/^\*\.\* +\[\] +\[\] +\[\*\]$/m)
    expect(await shop('auth', 'whoami')).toMatch(/^Username +admin$/m)
    expect(await kubectl(['auth', 'can-i', 'patch', 'deployments'], { context: 'viewer' })).toMatchObject({
      code: 1,
      stdout: 'no\n'
    })
    expect((await kubectl(['get', 'pods'], { context: 'viewer' })).stderr).toBe(
      'Error from server (Forbidden): pods is forbidden: User "viewer" cannot list resource "pods" in API group "" in the namespace "shop"\n'
    )
  })

  test('events', async () => {
    const events = await shop('events', '--for=deployment/checkout')
    expect(events).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE$/m)
    expect(events).toMatch(
      /Normal +ScalingReplicaSet +Deployment\/checkout +Scaled up replica set checkout-\w+ from 0 to 3/
    )
    expect(await shop('get', 'events', '--sort-by=.lastTimestamp')).toMatch(/Warning +BackOff +pod\/checkout-/)
  })

  test('raw requests, through the service proxy too', async () => {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'raw' }, data: { a: 'b' } })
    const created = await kubectl(['create', '--raw', '/api/v1/namespaces/shop/configmaps', '-f', '-'], { input: body })
    expect(JSON.parse(created.stdout)).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'raw' }, data: { a: 'b' } })
    await shop('create', 'service', 'clusterip', 'prometheus', '--tcp=9090:9090')
    const base = '/api/v1/namespaces/shop/services/http:prometheus:9090/proxy/api/v1'
    expect(JSON.parse(await shop('get', '--raw', `${base}/query?query=up`))).toMatchObject({
      method: 'GET',
      path: '/api/v1/query',
      query: 'query=up'
    })
    const posted = await kubectl(['create', '--raw', `${base}/query`, '-f', '-'], { input: 'query=up' })
    expect(JSON.parse(posted.stdout)).toMatchObject({ method: 'POST', body: 'query=up' })
    expect(await shop('get', '--raw', '/readyz')).toBe('ok')
  })

  test('what was last applied to a ConfigMap comes back, and what somebody added to it stays', async () => {
    const limits = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'limits' }, data: { TIMEOUT: '2000' } }
    await kubectl(['apply', '-f', '-'], { input: JSON.stringify(limits) })
    await shop('patch', 'configmaps', 'limits', '--type=merge', '-p', '{"data":{"TIMEOUT":"3","ADDED":"yes"}}')
    const applied = await shop('apply', 'view-last-applied', 'configmaps', 'limits', '-o', 'json')
    expect(await kubectl(['apply', '-f', '-'], { input: applied })).toMatchObject({
      code: 0,
      stdout: 'configmap/limits configured\n'
    })
    const data = await shop('get', 'configmap', 'limits', '-o', 'jsonpath={.data}')
    expect(JSON.parse(data)).toEqual({ TIMEOUT: '2000', ADDED: 'yes' })
  })

  test('what is not simulated says so', async () => {
    const applied = await kubectl(['apply', '--server-side', '-f', MANIFEST])
    expect(applied).toMatchObject({ code: 1, stderr: expect.stringContaining('server-side apply is not simulated') })
  })

  test('custom resources', async () => {
    const canary = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name: 'checkout' }, spec: { a: 1 } }
    await kubectl(['apply', '-f', '-'], { input: JSON.stringify(canaryDefinition) })
    const applied = await kubectl(['apply', '-f', '-'], { input: JSON.stringify(canary) })
    expect(applied.stdout).toBe('canary.flagger.app/checkout created\n')
    const phase = JSON.stringify({ status: { phase: 'Progressing' } })
    await shop('patch', 'canary', 'checkout', '--type=merge', '--subresource=status', '-p', phase)
    expect(await shop('get', 'canaries')).toBe('NAME       STATUS\ncheckout   Progressing\n')
    const strategic = await kubectl(['patch', 'canary', 'checkout', '-p', phase])
    expect(strategic).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not supported by flagger.app/v1beta1')
    })
    expect(await shop('delete', 'canary', 'checkout')).toContain('canary.flagger.app "checkout" deleted')
  })

  test('delete of a namespace with everything in it', async () => {
    expect(await shop('delete', 'namespace', 'shop')).toContain('namespace "shop" deleted')
    expect(await shop('get', 'namespaces', '-o', 'name')).not.toContain('namespace/shop')
    expect(stage.store.list({ group: '', version: 'v1', resource: 'pods' }, 'shop')).toEqual([])
  })
})

test.skipIf(!canBuild)('both versions of kubectl ran', () => {
  expect([...ran]).toEqual(['v1.32.0', 'v1.36.3'])
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureKubectl, hasGo, kubectlVersions } from '../kubectl/ensure-kubectl.mjs'
import { kubectlWith } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'
import { truthOf } from '../../src/main/drill/control/report.ts'
import { serveDrill } from '../../src/main/drill/serve.ts'
import type { ServedDrill } from '../../src/main/drill/serve.ts'

/** Fast enough for a progress deadline of ten minutes. */
const SPEED = 20

// In order and together: what an operator with nothing but kubectl finds, does and sees, on a release that crashes.
describe.skipIf(!hasGo()).each(kubectlVersions())('an incident with kubectl %s', (version) => {
  let drill: ServedDrill
  let kubectl: Kubectl
  let ill = ''
  let other = ''
  let crashing = ''
  let serving = ''

  /** Fails with what kubectl said when it did not exit with 0. */
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(args)
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0)
    return stdout
  }

  /** A command that goes on until it has printed something; `begun` when it has printed at all. */
  const watch = (args: readonly string[], isEnough: (text: string) => boolean) => {
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const until = (text: string): boolean => {
      if (text.includes('\n')) begin()
      return isEnough(text)
    }
    const ended = kubectl(args, { until })
    void ended.finally(begin)
    return { begun, ended }
  }

  beforeAll(async () => {
    const binary = await ensureKubectl(version)
    drill = await serveDrill({ scenario: 'crash-loop', seed: 7, speed: SPEED })
    kubectl = kubectlWith(binary, drill.ready.kubeconfig)
    const { plan } = drill.world
    ill = plan.focus
    other = plan.services.find(({ name }) => name !== ill)?.name ?? ''
  }, 900_000)
  afterAll(() => drill?.close())

  test('the pods that crash are seen, and every kind is described', async () => {
    const pods = await run('get', 'pods', '-l', `app=${ill}`, '--no-headers')
    crashing = /^(\S+) +0\/1 +(?:CrashLoopBackOff|Error|OOMKilled|Running) /m.exec(pods)?.[1] ?? ''
    serving = /^(\S+) +1\/1 +Running +0 /m.exec(pods)?.[1] ?? ''
    const pod = await run('describe', 'pod', crashing)
    expect(pod).toMatch(/Last State: +Terminated\n +Reason: +\w+\n +Exit Code: +[1-9]/)
    expect(pod).toMatch(/Warning +BackOff .*Back-off restarting failed container/)
    expect(await run('describe', 'service', ill)).toMatch(/^Endpoints: +10\.\d+\.\d+\.\d+:\d+,/m)
    expect(await run('describe', 'endpointslices', '-l', `kubernetes.io/service-name=${ill}`)).toMatch(
      new RegExp(`Ready: +true\\n(.*\\n)+? +TargetRef: +Pod/${ill}-`)
    )
    expect(await run('describe', 'endpoints', ill)).toMatch(/NotReadyAddresses: +10\./)
    const nodes = await run('describe', 'nodes')
    expect(nodes).toMatch(/^Lease:\n +HolderIdentity: +\S+\n.*\n +RenewTime: +\w+, /m)
    expect(nodes).toMatch(/^ +Ready +True .*kubelet is posting ready status$/m)
    expect(await run('describe', 'leases', '-n', 'kube-node-lease')).toMatch(/Lease Duration Seconds: +40$/m)
    expect(await run('describe', 'rs', '-l', `app=${ill}`)).toMatch(/^Controlled By: +Deployment\//m)
    expect(await run('describe', 'configmap', `${ill}-config`)).toMatch(/^Data\n====$/m)
    expect(await run('describe', 'secret', `${ill}-credentials`)).toMatch(/^password: +\d+ bytes$/m)
    expect(await run('describe', 'namespace', 'kube-system')).toMatch(/^Status: +Active$/m)
    expect(await run('describe', 'events')).toMatch(/^Reason: +BackOff$/m)
  })

  test('logs of the run before, of a run that ends, and of one that goes on', async () => {
    const previous = await run('logs', crashing, '--previous')
    expect(previous).toMatch(/msg="starting"/)
    const lastWords = previous.trimEnd().split('\n').at(-1) ?? ''
    expect(lastWords).not.toMatch(/^level=info/)
    expect((await run('logs', '-f', crashing)).trimEnd().split('\n').at(-1)).toBe(lastWords)
    const enough = (text: string): boolean => text.split('\n').length > 5
    const followed = await kubectl(['logs', '-f', serving, '--tail=2', '--timestamps'], { until: enough })
    expect(followed.stdout).toMatch(/^(\d{4}-\d\d-\d\dT\S+Z level=\w+ .*\n){5}/)
    expect(await kubectl(['logs', serving, '--previous'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`previous terminated container "${ill}" in pod "${serving}" not found`)
    })
  })

  test('a rollout that waits, is paused, and is past its deadline', async () => {
    const waiting = await kubectl(['rollout', 'status', `deployment/${ill}`, '--timeout=1s'])
    expect(waiting).toMatchObject({ code: 1, stderr: 'error: timed out waiting for the condition\n' })
    expect(waiting.stdout).toMatch(/^Waiting for deployment .* new replicas have been updated\.\.\.$/m)

    await run('rollout', 'pause', `deployment/${other}`)
    await run('set', 'image', `deployment/${other}`, `*=registry.example/${other}:2`)
    const paused = await kubectl(['rollout', 'status', `deployment/${other}`, '--timeout=1s'])
    expect(paused.code).toBe(1)
    expect(paused.stdout).toMatch(/: 0 out of \d+ new replicas have been updated/)
    await run('rollout', 'resume', `deployment/${other}`)
    expect(await run('rollout', 'status', `deployment/${other}`, '--timeout=20s')).toContain('successfully rolled out')

    await run('wait', `deployment/${ill}`, '--for=condition=Progressing=False', '--timeout=60s')
    expect(await kubectl(['rollout', 'status', `deployment/${ill}`])).toMatchObject({
      code: 1,
      stderr: `error: deployment "${ill}" exceeded its progress deadline\n`
    })
  })

  test('what the viewer may do', async () => {
    const viewer = (...args: readonly string[]) => kubectl(args, { context: 'viewer' })
    const { stdout } = await viewer('auth', 'can-i', '--list')
    expect(stdout).toMatch(/^pods +\[\] +\[\] +\[get list watch\]$/m)
    expect(stdout).toMatch(/^services\/proxy +\[\] +\[\] +\[get\]$/m)
    expect(stdout).not.toMatch(/secrets|\*\.\*/)
    expect((await viewer('rollout', 'undo', `deployment/${ill}`)).stderr).toContain(
      `deployments.apps "${ill}" is forbidden: User "oncall-viewer" cannot patch resource "deployments" in API group "apps"`
    )
    expect((await viewer('logs', serving, '--tail=1')).code).toBe(0)
  })

  test('Prometheus answers through the service proxy, and refuses what it does not evaluate', async () => {
    const { namespace, service, port } = drill.world.plan.prometheus
    const ask = (query: string) =>
      kubectl([
        'get',
        '--raw',
        `/api/v1/namespaces/${namespace}/services/http:${service}:${port}/proxy/api/v1/query?query=${encodeURIComponent(query)}`
      ])
    expect(JSON.parse((await ask('sum(rate(istio_requests_total[1m]))')).stdout)).toMatchObject({
      status: 'success',
      data: { resultType: 'vector', result: [{ value: [expect.any(Number), expect.any(String)] }] }
    })
    expect((await ask('topk(1, istio_requests_total)')).code).toBe(1)
  })

  test('undo, watched: pods, events, and the end of a pod', async () => {
    const truth = truthOf(drill.world)
    const good = truth.revisions.findLast((revision) => revision.good)?.revision ?? 0
    const newest = truth.revisions.at(-1)?.replicaSet ?? ''
    const seen = /^MODIFIED +\S+ +0\/1 +Terminating/m
    const watched = watch(['get', 'pods', '-w', '--output-watch-events'], (text) => seen.test(text))
    const told = watch(['events', '-w'], (text) => text.includes(`Scaled down replica set ${newest}`))
    await Promise.all([watched.begun, told.begun])
    const gone = kubectl(['wait', `pod/${crashing}`, '--for=delete', '--timeout=30s'])
    await run('rollout', 'undo', `deployment/${ill}`, `--to-revision=${good}`)
    expect((await watched.ended).stdout).toMatch(/^EVENT +NAME +READY +STATUS +RESTARTS +AGE$/m)
    expect((await watched.ended).stdout).toMatch(seen)
    expect((await told.ended).stdout).toMatch(/Normal +ScalingReplicaSet +Deployment\//)
    expect(await gone).toMatchObject({ code: 0 })
    expect(await run('get', 'pods', '-o', 'name')).not.toContain(crashing)
    expect(await run('rollout', 'status', `deployment/${ill}`, '--timeout=20s')).toContain('successfully rolled out')
    expect(await run('rollout', 'history', `deployment/${ill}`)).not.toMatch(new RegExp(`^${good} `, 'm'))
  })
})

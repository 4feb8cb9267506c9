import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runQuietly } from '../../scripts/setup/run.mjs'
import { say, Trouble } from '../../scripts/setup/say.mjs'
import { createApi } from './api.mjs'
import { ensureBinaries } from './build.mjs'
import { startEgress } from './egress.mjs'
import { kwokConfiguration } from './kwok.mjs'
import { startMesh } from './mesh.mjs'
import { writePki } from './pki.mjs'
import { createPrograms, freePort } from './programs.mjs'
import { prometheusConfiguration } from './prometheus.mjs'
import { users } from './users.mjs'

/** How long a program may take to answer, milliseconds. */
const readyWithinMs = 60_000

/**
 * A real control plane on loopback: etcd, kube-apiserver, controllers, scheduler, KWOK for nodes and pods, Flagger, the
 * Istio CRDs, Prometheus, and a mesh stand-in that turns the live VirtualServices and pods into Istio's metrics.
 *
 * @param {{ keep?: boolean }} [options] keep: leave the logs behind
 */
export async function startControlPlane(options = {}) {
  const bin = await ensureBinaries()
  const folder = await mkdtemp(join(tmpdir(), 'backout-cluster-'))
  const logs = join(folder, 'logs')
  await mkdir(logs)
  const programs = createPrograms(logs)
  const closers = []
  const stop = async () => {
    for (const close of closers.toReversed()) await close()
    await programs.stop()
    if (!options.keep) await rm(folder, { recursive: true, force: true })
  }
  try {
    return { ...(await start({ bin, folder, programs, closers })), folder, logs, stop }
  } catch (error) {
    const dead = programs.dead()
    await stop()
    throw dead.length > 0 ? new Trouble(`the control plane did not start; ended early: ${dead.join(', ')}`) : error
  }
}

async function start({ bin, folder, programs, closers }) {
  const port = {
    etcd: await freePort(),
    etcdPeer: await freePort(),
    api: await freePort(),
    controllers: await freePort(),
    scheduler: await freePort(),
    kubelet: await freePort(),
    prometheus: await freePort(),
    flagger: await freePort(),
    mesh: await freePort()
  }
  const pki = await writePki(folder)
  const kube = join(bin, 'kube')
  const server = `https://127.0.0.1:${port.api}`

  const etcd = `http://127.0.0.1:${port.etcd}`
  const peer = `http://127.0.0.1:${port.etcdPeer}`
  programs.start('etcd', join(bin, 'etcd'), [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error'
  ])

  const socket = join(folder, 'egress.sock')
  const kubelet = `127.0.0.1:${port.kubelet}`
  const metrics = { reachable: true }
  const egress = await startEgress(socket, (host, wanted) => {
    if (`${host}:${wanted}` === kubelet) return { host: '127.0.0.1', port: port.kubelet }
    if (wanted === 9090 && metrics.reachable) return { host: '127.0.0.1', port: port.prometheus }
    return undefined
  })
  closers.push(egress.close)
  await writeFile(join(folder, 'egress.yaml'), egressSelector(socket))
  await writeFile(join(folder, 'audit.yaml'), auditPolicy)
  const tokens = users.map(({ name, group, token }) => `${token},${name},${name}${group ? `,"${group}"` : ''}`)
  await writeFile(join(folder, 'tokens.csv'), `${tokens.join('\n')}\n`, { mode: 0o600 })

  programs.start('kube-apiserver', kube, [
    'kube-apiserver',
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port.api}`,
    `--tls-cert-file=${pki.cert}`,
    `--tls-private-key-file=${pki.key}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${pki.accountsPublic}`,
    `--service-account-signing-key-file=${pki.accountsPrivate}`,
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    // So that tests can make history look older than it is, straight in etcd.
    '--storage-media-type=application/json',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--egress-selector-config-file=${join(folder, 'egress.yaml')}`,
    `--audit-policy-file=${join(folder, 'audit.yaml')}`,
    `--audit-log-path=${join(folder, 'audit.log')}`
  ])
  await until('the API server', () => answers(`${server}/readyz`, pki.caText, users[0].token))

  const kubeconfigs = {}
  for (const user of users) {
    kubeconfigs[user.name] = join(folder, `${user.name}.kubeconfig`)
    await writeFile(kubeconfigs[user.name], kubeconfig(server, pki.caText, user), { mode: 0o600 })
  }
  const kubectl = async (args, input) => {
    const file = input === undefined ? [] : ['-f', join(folder, `apply-${Math.random().toString(36).slice(2)}.yaml`)]
    if (input !== undefined) await writeFile(file[1], input)
    const result = await runQuietly(kube, ['kubectl', `--kubeconfig=${kubeconfigs.admin}`, ...args, ...file])
    if (result.code !== 0) throw new Trouble(`kubectl ${args.join(' ')} failed: ${result.stderr}`)
    return result.stdout
  }

  programs.start('kube-controller-manager', kube, [
    'kube-controller-manager',
    `--kubeconfig=${kubeconfigs.admin}`,
    '--leader-elect=false',
    '--controllers=deployment,replicaset,statefulset,daemonset,endpoint,endpointslice,garbagecollector,namespace,serviceaccount,job,horizontalpodautoscaling,clusterrole-aggregation',
    `--service-account-private-key-file=${pki.accountsPrivate}`,
    `--root-ca-file=${pki.ca}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port.controllers}`
  ])
  programs.start('kube-scheduler', kube, [
    'kube-scheduler',
    `--kubeconfig=${kubeconfigs.admin}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${port.scheduler}`
  ])

  await writeFile(join(folder, 'pod.log'), '2026-01-01T00:00:00.000000000Z stdout F started\n')
  await writeFile(join(folder, 'kwok.yaml'), await kwokConfiguration(join(folder, 'pod.log')))
  // KWOK before its Node, or the Node keeps the kubelet's default port and logs fail.
  programs.start('kwok', join(bin, 'kwok'), [
    `--kubeconfig=${kubeconfigs.admin}`,
    '--manage-all-nodes=true',
    '--cidr=10.0.0.0/16',
    '--node-ip=127.0.0.1',
    `--node-port=${port.kubelet}`,
    `--server-address=127.0.0.1:${port.kubelet}`,
    `--tls-cert-file=${pki.cert}`,
    `--tls-private-key-file=${pki.key}`,
    `--config=${join(folder, 'kwok.yaml')}`
  ])
  await until('KWOK', () => answers(`https://127.0.0.1:${port.kubelet}/healthz`, pki.caText, ''))
  await kubectl(['apply', '--server-side'], await readFile(new URL('./base.yaml', import.meta.url), 'utf8'))
  await kubectl(['apply', '--server-side', '-f', join(bin, 'crds')])

  await writeFile(join(folder, 'prometheus.yaml'), prometheusConfiguration(port))
  programs.start('prometheus', join(bin, 'prometheus'), [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port.prometheus}`,
    '--log.level=warn'
  ])
  const api = createApi({ server, ca: pki.caText, token: users[0].token })
  closers.push(async () => api.close())
  const mesh = await startMesh({ api, port: port.mesh })
  closers.push(mesh.close)
  programs.start('flagger', join(bin, 'flagger'), [
    `-kubeconfig=${kubeconfigs.admin}`,
    `-metrics-server=http://127.0.0.1:${port.prometheus}`,
    '-mesh-provider=istio',
    `-port=${port.flagger}`,
    '-control-loop-interval=2s',
    '-log-level=info'
  ])
  await until('Prometheus behind the service proxy', async () => {
    const path = '/api/v1/namespaces/istio-system/services/prometheus:9090/proxy/api/v1/query?query=up'
    return answers(`${server}${path}`, pki.caText, users[0].token)
  })
  return {
    server,
    ca: pki.caText,
    kubeconfigs,
    api,
    kubectl,
    kube,
    mesh,
    etcd,
    tokens: Object.fromEntries(users.map(({ name, token }) => [name, token])),
    audit: join(folder, 'audit.log'),
    /** Whether the service proxy finds Prometheus; Flagger reaches it by itself. */
    setMetricsReachable: (reachable) => void (metrics.reachable = reachable),
    flaggerUrl: `http://127.0.0.1:${port.flagger}`,
    metricsUrl: `http://127.0.0.1:${port.prometheus}`
  }
}

/** Writes of the people on call, so that what the console did can be counted by the server. */
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    users: [operator, reader]
    verbs: [create, update, patch, delete, deletecollection]
  - level: None
`

function egressSelector(socket) {
  return `apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
  - name: cluster
    connection:
      proxyProtocol: HTTPConnect
      transport:
        uds:
          udsName: ${socket}
`
}

function kubeconfig(server, ca, { name, token }) {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
  - name: cluster
    cluster:
      server: ${server}
      certificate-authority-data: ${Buffer.from(ca).toString('base64')}
users:
  - name: ${name}
    user:
      token: ${token}
contexts:
  - name: ${name}
    context:
      cluster: cluster
      user: ${name}
`
}

async function until(what, question) {
  const giveUpAt = Date.now() + readyWithinMs
  while (!(await question())) {
    if (Date.now() > giveUpAt) throw new Trouble(`${what} did not answer within ${readyWithinMs / 1000} s`)
    await delay(100)
  }
  say(`${what} is ready`)
}

function answers(url, ca, token) {
  return new Promise((resolve) => {
    const asked = request(
      url,
      { ca, headers: token ? { authorization: `Bearer ${token}` } : {}, timeout: 2_000 },
      (response) => {
        response.resume()
        resolve((response.statusCode ?? 500) < 400)
      }
    )
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}

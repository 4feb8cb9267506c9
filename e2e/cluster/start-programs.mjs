import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runQuietly } from '../../scripts/setup/run.mjs'
import { Trouble } from '../../scripts/setup/say.mjs'
import { createApi } from './api.mjs'
import { auditPolicy, egressSelector, kubeconfig, tokenFile } from './configuration.mjs'
import { startEgress } from './egress.mjs'
import { kwokConfiguration } from './kwok.mjs'
import { startMesh } from './mesh.mjs'
import { writePki } from './pki.mjs'
import { freePort } from './programs.mjs'
import { prometheusConfiguration } from './prometheus.mjs'
import { answers } from './readiness.mjs'
import { tokenOf, tokens, users } from './users.mjs'

/**
 * Starts the programs in their order, each when the one that it needs answers.
 *
 * @param {object} needs
 * @param {string} needs.bin folder of the programs
 * @param {string} needs.folder where everything of this run is written
 * @param {ReturnType<typeof import('./programs.mjs').createPrograms>} needs.programs
 * @param {(() => unknown)[]} needs.closers is filled with what has to be closed, last first
 * @param {ReturnType<typeof import('./readiness.mjs').createReadiness>} needs.until
 * @param {(folder: string) => string} [needs.scrape] the scrape configurations of what serves users, in place of the stand-in's
 */
export async function startPrograms({ bin, folder, programs, closers, until, scrape }) {
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
  const admin = { ca: pki.caText, token: tokenOf('admin') }

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
  await writeFile(join(folder, 'tokens.csv'), tokenFile(users), { mode: 0o600 })

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
  await until('the API server', () => answers(`${server}/readyz`, admin))

  /** @type {Record<string, string>} */
  const kubeconfigs = {}
  for (const user of users) {
    const path = join(folder, `${user.name}.kubeconfig`)
    await writeFile(path, kubeconfig(server, pki.caText, user), { mode: 0o600 })
    kubeconfigs[user.name] = path
  }
  /**
   * @param {readonly string[]} args
   * @param {string} [input] manifests that it is given as a file
   */
  const kubectl = async (args, input) => {
    const manifests = join(folder, `apply-${Math.random().toString(36).slice(2)}.yaml`)
    if (input !== undefined) await writeFile(manifests, input)
    const file = input === undefined ? [] : ['-f', manifests]
    const result = await runQuietly(kube, ['kubectl', `--kubeconfig=${kubeconfigs.admin}`, ...args, ...file])
    if (result.code !== 0) throw new Trouble(`kubectl ${args.join(' ')} failed: ${result.stderr}`)
    return result.stdout
  }

  programs.start('kube-controller-manager', kube, [
    'kube-controller-manager',
    `--kubeconfig=${kubeconfigs.admin}`,
    '--leader-elect=false',
    // At its 20 requests a second it would be what everybody waits for: here many services are released at a time.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
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
  await writeFile(
    join(folder, 'kwok.yaml'),
    await kwokConfiguration({ logFile: join(folder, 'pod.log'), metricsPort: port.prometheus })
  )
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
  await until('KWOK', () => answers(`https://127.0.0.1:${port.kubelet}/healthz`, { ca: pki.caText }))
  await kubectl(['apply', '--server-side'], await readFile(new URL('./base.yaml', import.meta.url), 'utf8'))
  await kubectl(['apply', '--server-side', '-f', join(bin, 'crds')])

  await writeFile(join(folder, 'prometheus.yaml'), prometheusConfiguration(port, scrape?.(folder)))
  programs.start('prometheus', join(bin, 'prometheus'), [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port.prometheus}`,
    '--log.level=warn'
  ])
  const api = createApi({ server, ...admin })
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
    return answers(`${server}${path}`, admin)
  })
  const flaggerUrl = `http://127.0.0.1:${port.flagger}`
  await until('Flagger', () => answers(`${flaggerUrl}/healthz`))
  return {
    server,
    ca: pki.caText,
    kubeconfigs,
    api,
    kubectl,
    kube,
    mesh,
    etcd,
    tokens: tokens(),
    audit: join(folder, 'audit.log'),
    /** Whether the service proxy finds Prometheus; Flagger reaches it by itself. */
    setMetricsReachable: (/** @type {boolean} */ reachable) => void (metrics.reachable = reachable),
    flaggerUrl,
    metricsUrl: `http://127.0.0.1:${port.prometheus}`
  }
}

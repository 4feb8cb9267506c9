import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answers } from '../cluster/readiness.mjs'
import { freePort } from '../cluster/programs.mjs'

const webhookName = 'istio-validator-istio-system'

/** A URL, not a Service: a URL is not sent through the API server's egress proxy. @param {number} port */
function webhook(port) {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: webhookName, labels: { app: 'istiod', 'istio.io/rev': 'default' } },
    webhooks: [
      {
        name: 'rev.validation.istio.io',
        clientConfig: { url: `https://localhost:${port}/validate` },
        rules: [
          {
            operations: ['CREATE', 'UPDATE'],
            apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
            apiVersions: ['*'],
            resources: ['*']
          }
        ],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1']
      }
    ]
  }
}

/**
 * What a cluster shows of it: a Deployment, here of simulated pods, which are ready as long as the process runs. The console
 * tells by it that istiod is away.
 *
 * @param {number} replicas
 */
function shownAs(replicas) {
  const labels = { app: 'istiod' }
  const containers = [{ name: 'discovery', image: 'registry.example/istiod:1.31.0' }]
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } }
  const metadata = { name: 'istiod', namespace: 'istio-system', labels }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }
}

/** Said to istiod besides what it finds: no leader to elect, and no filters that only Istio's own Envoy has. */
const settings = {
  POD_NAMESPACE: 'istio-system',
  POD_NAME: 'istiod-0',
  CLUSTER_ID: 'Kubernetes',
  PILOT_CERT_PROVIDER: 'istiod',
  ISTIOD_CUSTOM_HOST: 'localhost',
  // It looks for webhooks with this label.
  REVISION: 'default',
  XDS_AUTH: 'false',
  ENABLE_LEADER_ELECTION: 'false',
  PILOT_ENABLE_GATEWAY_API: 'false',
  PILOT_ENABLE_AMBIENT: 'false',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_ENABLE_ALPN_FILTER: 'false',
  VALIDATION_WEBHOOK_CONFIG_NAME: webhookName,
  INJECTION_WEBHOOK_CONFIG_NAME: ''
}

/**
 * The real istiod, whose webhook the API server asks about every route. It can be killed, and started again at the same ports.
 *
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin folder of the programs
 */
export async function createIstiod({ kubeconfigs, programs, until, kubectl, api }, bin) {
  const port = {
    http: await freePort(),
    https: await freePort(),
    grpc: await freePort(),
    secure: await freePort(),
    monitoring: await freePort(),
    control: await freePort()
  }
  const mesh = fileURLToPath(new URL('./config/mesh.yaml', import.meta.url))
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  const show = (/** @type {number} */ replicas) =>
    kubectl(['apply', '--server-side'], JSON.stringify(shownAs(replicas)))
  const istiod = {
    /** Its plaintext xDS. */
    port: port.grpc,
    async start() {
      if (child) return
      const args = [
        'discovery',
        `--kubeconfig=${kubeconfigs.admin}`,
        '--namespace=istio-system',
        `--meshConfig=${mesh}`,
        '--networksConfig=/nonexistent',
        `--httpAddr=127.0.0.1:${port.http}`,
        `--httpsAddr=127.0.0.1:${port.https}`,
        `--grpcAddr=127.0.0.1:${port.grpc}`,
        `--secureGRPCAddr=127.0.0.1:${port.secure}`,
        `--monitoringAddr=127.0.0.1:${port.monitoring}`,
        '--ctrlz_address=127.0.0.1',
        `--ctrlz_port=${port.control}`,
        '--profile=false'
      ]
      child = programs.start('istiod', join(bin, 'istiod'), args, { ...process.env, ...settings })
      await until('istiod', () => answers(`http://127.0.0.1:${port.http}/ready`))
      await show(1)
    },
    async kill() {
      const one = child
      child = undefined
      if (!one) return
      await programs.kill(one)
      await show(0)
    }
  }
  await istiod.start()
  await kubectl(['apply', '--server-side'], JSON.stringify(webhook(port.https)))
  // It fills in its certificate, and turns the policy to Fail once the webhook answers.
  await until('istiod’s webhook', async () => {
    /** @type {{ webhooks: readonly { failurePolicy: string }[] } | undefined} */
    const found = await api.get(`/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${webhookName}`)
    return found?.webhooks[0]?.failurePolicy === 'Fail'
  })
  return istiod
}

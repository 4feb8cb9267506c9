import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../cluster/go-program.mjs'
import { freePort } from '../cluster/programs.mjs'
import { answers } from '../cluster/readiness.mjs'

/**
 * Flux's two controllers, as far as they are built.
 *
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin folder of the programs
 * @returns {Promise<boolean>} whether they run
 */
export async function startFlux({ kubeconfigs, programs, until, kubectl, folder }, bin) {
  const names = ['source-controller', 'kustomize-controller']
  for (const name of names) if ((await isMissing(bin, name)) || (await isMissing(bin, `${name}.crds`))) return false
  for (const name of names) await kubectl(['apply', '--server-side', '-f', join(bin, `${name}.crds`)])
  await kubectl(['apply', '--server-side'], namespace('flux-system'))
  for (const name of names) {
    const home = join(folder, name)
    await mkdir(join(home, 'storage'), { recursive: true })
    const [metrics, health, storage] = [await freePort(), await freePort(), await freePort()]
    const files = [
      `--storage-addr=127.0.0.1:${storage}`,
      `--storage-adv-addr=127.0.0.1:${storage}`,
      `--storage-path=${join(home, 'storage')}`
    ]
    const args = [
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--health-addr=127.0.0.1:${health}`,
      '--events-addr=',
      '--enable-leader-election=false',
      '--watch-all-namespaces=true',
      '--interval-jitter-percentage=0',
      ...(name === 'source-controller' ? files : ['--requeue-dependency=2s'])
    ]
    const env = { HOME: home, TMPDIR: home, KUBECONFIG: kubeconfigs.admin, RUNTIME_NAMESPACE: 'flux-system' }
    programs.start(name, join(bin, name), args, { ...process.env, ...env })
    await until(name, () => answers(`http://127.0.0.1:${health}/healthz`))
  }
  return true
}

/**
 * Argo Rollouts' controller, if it is built.
 *
 * @param {import('../cluster/control-plane.mjs').ControlPlane} cluster
 * @param {string} bin folder of the programs
 * @returns {Promise<boolean>} whether it runs
 */
export async function startRollouts({ kubeconfigs, programs, until, kubectl }, bin) {
  const name = 'rollouts-controller'
  if ((await isMissing(bin, name)) || (await isMissing(bin, `${name}.crds`))) return false
  await kubectl(['apply', '--server-side', '-f', join(bin, `${name}.crds`)])
  await kubectl(['apply', '--server-side'], namespace('argo-rollouts'))
  const [metrics, health] = [await freePort(), await freePort()]
  programs.start(name, join(bin, name), [
    `--kubeconfig=${kubeconfigs.admin}`,
    '--namespace=argo-rollouts',
    '--leader-elect=false',
    `--metricsPort=${metrics}`,
    `--healthzPort=${health}`
  ])
  await until(name, () => answers(`http://127.0.0.1:${health}/healthz`))
  return true
}

/** @param {string} name */
function namespace(name) {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}

import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, root } from '../../scripts/setup/folders.mjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { fetchPrometheus } from './debian-prometheus.mjs'
import { buildProgram, emptyFolder, isMissing } from './go-program.mjs'
import { copyOnLoopback } from './loopback-source.mjs'
import { fetchModule } from './upstream-module.mjs'
import { upstreamModules, versions } from './versions.mjs'

/** Modules of ours, with the sums of all that goes into them. */
const own = (/** @type {string} */ name) => join(root, 'e2e', 'cluster', 'go', name)
/** Flagger has no flag for the address of its metrics and health. */
const flaggerServer = { path: 'pkg/server/server.go', upstream: '":" + port', onLoopback: '"127.0.0.1:" + port' }
const stamp = (/** @type {string} */ name) =>
  `-X ${name}.gitVersion=${versions.kubernetes} -X ${name}.gitMajor=1 -X ${name}.gitMinor=36`

/**
 * What is built, cheapest first.
 *
 * @type {readonly import('./go-program.mjs').Program[]}
 */
const programs = [
  { name: 'etcd', target: '.', sources: () => own('etcd') },
  { name: 'kwok', target: './cmd/kwok', sources: (_partial, abort) => fetchModule(upstreamModules.kwok, abort) },
  {
    name: 'flagger',
    target: './cmd/flagger',
    sources: (partial, abort) => copyOnLoopback(upstreamModules.flagger, flaggerServer, partial, abort)
  },
  {
    name: 'kube',
    target: '.',
    stamps: `${stamp('k8s.io/component-base/version')} ${stamp('k8s.io/client-go/pkg/version')}`,
    sources: () => own('kubernetes')
  }
]

/** Where the CRDs are in their modules. */
const manifests = [
  { name: 'flagger.yaml', module: upstreamModules.flagger, path: 'artifacts/flagger/crd.yaml' },
  { name: 'istio.yaml', module: upstreamModules.istioApi, path: 'kubernetes/customresourcedefinitions.gen.yaml' }
]

/** Where the programs of these versions are kept, there or not. */
export async function binariesFolder() {
  const key = createHash('sha256').update(JSON.stringify({ versions, upstreamModules }))
  for (const name of ['etcd', 'kubernetes']) key.update(await readFile(join(own(name), 'go.sum')))
  return cacheFolder(join('cluster', key.digest('hex').slice(0, 16)))
}

/**
 * The folder with every program and manifest, built where missing. About 14 minutes once on two cores, nothing after.
 * A program is built under a temporary name and renamed, so that an interrupted build leaves no half of one, and the next
 * goes on where it was.
 *
 * @param {AbortSignal} [abort] ends the build
 * @returns {Promise<string>}
 * @throws {Trouble} when a tool is missing or fails, or something is not what is pinned
 * @throws the reason of `abort`, or an AbortError, once nothing of the build runs any more
 */
export async function ensureBinaries(abort) {
  const folder = await binariesFolder()
  await mkdir(folder, { recursive: true })
  const build = async () => {
    if (await isMissing(folder, 'prometheus')) await fetchPrometheus(folder, abort)
    for (const program of programs)
      if (await isMissing(folder, program.name)) await buildProgram(program, folder, { abort })
    if (await isMissing(folder, 'crds')) await copyManifests(folder, abort)
  }
  await withLock(join(folder, '.lock'), 'building the control plane', build, abort)
  return folder
}

/**
 * @param {string} folder
 * @param {AbortSignal} [abort]
 */
async function copyManifests(folder, abort) {
  const partial = await emptyFolder(folder, 'crds')
  for (const { name, module, path } of manifests) {
    await cp(join(await fetchModule(module, abort), path), join(partial, name))
    await chmod(join(partial, name), 0o644)
  }
  await rename(partial, join(folder, 'crds'))
}

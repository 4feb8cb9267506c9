import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, root } from '../../scripts/setup/folders.mjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { runQuietly } from '../../scripts/setup/run.mjs'
import { progress, Trouble } from '../../scripts/setup/say.mjs'
import { runBuildTool } from './build-tool.mjs'
import { fetchPrometheus } from './debian-prometheus.mjs'
import { copyFlagger } from './flagger-source.mjs'
import { fetchModule } from './upstream-module.mjs'
import { upstreamModules, versions } from './versions.mjs'

/** Modules of ours, with the sums of all that goes into them. */
const own = (/** @type {string} */ name) => join(root, 'e2e', 'cluster', 'go', name)
const stamp = (/** @type {string} */ name) =>
  `-X ${name}.gitVersion=${versions.kubernetes} -X ${name}.gitMajor=1 -X ${name}.gitMinor=36`

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} target
 * @property {string} [stamps]
 * @property {(partial: string, abort?: AbortSignal) => string | Promise<string>} sources
 */

/**
 * What is built, cheapest first. `sources` answers the folder of the module that a program is built in: its go.sum checks
 * everything else that goes into it.
 *
 * @type {readonly Program[]}
 */
const programs = [
  { name: 'etcd', target: '.', sources: () => own('etcd') },
  { name: 'kwok', target: './cmd/kwok', sources: (_partial, abort) => fetchModule(upstreamModules.kwok, abort) },
  { name: 'flagger', target: './cmd/flagger', sources: copyFlagger },
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

/** Whether a Go toolchain is here; without one the cluster cannot be built. */
export async function hasGo() {
  return (await runQuietly('go', ['version'])).code === 0
}

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
  const isMissing = async (/** @type {string} */ name) => !(await exists(join(folder, name)))
  const build = async () => {
    if (await isMissing('prometheus')) await fetchPrometheus(folder, abort)
    for (const program of programs) if (await isMissing(program.name)) await buildProgram(program, folder, abort)
    if (await isMissing('crds')) await copyManifests(folder, abort)
  }
  await withLock(join(folder, '.lock'), 'building the control plane', build, abort)
  return folder
}

/**
 * @param {Program} program
 * @param {string} folder
 * @param {AbortSignal} [abort]
 */
async function buildProgram({ name, target, stamps = '', sources }, folder, abort) {
  if (!(await hasGo())) {
    throw new Trouble('Building the control plane needs Go 1.26 or newer on the PATH (https://go.dev/dl).')
  }
  const shown = progress(`building ${name}`)
  const timer = setInterval(() => shown.tick(), 1_000)
  try {
    const partial = await emptyFolder(folder, name)
    const cwd = await sources(partial, abort)
    const flags = ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags', `-s -w ${stamps}`]
    const { code, stderr } = await runBuildTool('go', ['build', ...flags, '-o', join(partial, name), target], {
      cwd,
      abort
    })
    if (code !== 0) throw new Trouble(`building ${name} failed:\n${stderr.slice(-4_000)}`)
    await rename(join(partial, name), join(folder, name))
    await rm(partial, { recursive: true })
  } finally {
    clearInterval(timer)
    shown.done()
  }
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

/**
 * @param {string} folder
 * @param {string} name
 */
async function emptyFolder(folder, name) {
  const partial = join(folder, `.partial-${name}`)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  return partial
}

/** @param {string} path */
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false
  )
}

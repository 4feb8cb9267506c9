// Builds upstream's kubectl from its Go module, once a version, into the cache outside the checkout:
//   node e2e/kubectl/ensure-kubectl.mjs
// prints one line a version. Without Go it says so and ends well: the suites that need kubectl are then skipped.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../scripts/setup/folders.mjs'
import { buildGo, hasGo, programName } from '../../scripts/setup/go-build.mjs'

export { hasGo }

// Not import.meta.dirname: an older Node has to come as far as being told that it is too old.
const here = dirname(fileURLToPath(import.meta.url))

/** The versions that the suites run, each with the folder of its module. */
const VERSIONS = [
  { version: 'v1.32.0', folder: join(here, 'v1.32') },
  { version: 'v1.36.3', folder: join(here, 'v1.36') }
]

export const SKIPPED_WITHOUT_GO =
  'skipped: kubectl 1.32 and 1.36 against the drill, because Go is not installed (https://go.dev/dl, or apt-get install golang)'

/** The versions that the suites run. */
export function kubectlVersions() {
  return VERSIONS.map(({ version }) => version)
}

/**
 * The path of a kubectl binary, built when the cache does not have it. Rejects with what `go build` said.
 *
 * @param {string} version
 */
export async function ensureKubectl(version) {
  const found = VERSIONS.find((one) => one.version === version)
  if (found === undefined) throw new Error(`kubectl ${version} has no module in ${here}`)
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? []
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor }
  const flags = Object.entries(stamps).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
  return buildGo({
    folder: found.folder,
    binary: join(cacheFolder('kubectl'), version, programName('kubectl')),
    ldflags: ['-s -w', ...flags].join(' ')
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (hasGo()) {
    for (const version of kubectlVersions()) console.log(`kubectl ${version}: ${await ensureKubectl(version)}`)
  } else console.log(SKIPPED_WITHOUT_GO)
}

// Installs the real Azure CLI from the Python package index, once, into the cache outside the checkout:
//   node e2e/azure/ensure-azure-cli.mjs
// prints where its Python is. Only what `az` needs for sign-in, `network`, `cosmosdb` and `rest`: about 210 MB, 10 s.
// Where Python is missing or too old, or the index is out of reach, it says so: the suites that need az are then skipped.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder } from '../../scripts/setup/folders.mjs'

const run = promisify(execFile)
const lockFile = join(dirname(fileURLToPath(import.meta.url)), 'az-lock.txt')

/** The version that the lock file pins. */
export const AZURE_CLI_VERSION = '2.91.0'

/** The first Python that is new enough, or undefined. */
async function findPython() {
  for (const program of ['python3', 'python']) {
    const told = await run(program, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).catch(() => undefined)
    const [, minor] = /^3\.(\d+)/.exec(told?.stdout ?? '') ?? []
    if (Number(minor) >= 10) return { program, version: `3.${minor}` }
  }
  return undefined
}

/** What az writes once it has asked for newer versions, dated far away: without it a new folder's first command asks. */
export function answeredVersionCheck() {
  const local = { 'azure-cli': AZURE_CLI_VERSION, core: AZURE_CLI_VERSION, telemetry: '1.1.0' }
  const versions = Object.fromEntries(Object.entries(local).map(([name, version]) => [name, { local: version }]))
  const far = '2099-01-01 00:00:00.000000'
  return JSON.stringify({ versions, update_time: far, check_time: far })
}

/** An environment in which az reports nothing and asks nobody. @param {string} folder */
function quiet(folder) {
  return { PATH: process.env.PATH, AZURE_CONFIG_DIR: join(folder, 'config'), AZURE_CORE_COLLECT_TELEMETRY: 'false' }
}

/**
 * Where az's Python is, or why there is none.
 *
 * @returns {Promise<{ python: string } | { skipped: string }>}
 */
export async function ensureAzureCli() {
  const found = await findPython()
  if (found === undefined)
    return { skipped: 'skipped: the Azure CLI against the drill, because there is no Python of 3.10 or newer' }
  const key = createHash('sha256')
    .update(await readFile(lockFile))
    .update(found.version)
    .update(process.platform)
    .digest('hex')
    .slice(0, 16)
  const folder = join(cacheFolder('azure-cli'), key)
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
  const python = join(folder, ...inside)
  if (existsSync(python)) return { python }
  // A half-finished install must never be taken for a whole one.
  const unfinished = `${folder}.${process.pid}`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  try {
    await run(found.program, ['-m', 'venv', unfinished])
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile']
    await run(join(unfinished, ...inside), [...pip, '-r', lockFile], { timeout: 300_000 })
    await mkdir(join(unfinished, 'config'))
    await writeFile(join(unfinished, 'config', 'versionCheck.json'), answeredVersionCheck())
    // The first call of a group compiles its modules, which on a busy machine takes half a minute.
    for (const group of [['network', 'traffic-manager', 'endpoint'], ['cosmosdb']])
      await run(join(unfinished, ...inside), ['-m', 'azure.cli', ...group, '--help'], { env: quiet(unfinished) })
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (existsSync(python)) return { python }
    const [line] = String(error instanceof Error && 'stderr' in error ? error.stderr : error).split('\n')
    return { skipped: `skipped: the Azure CLI against the drill, because it cannot be installed: ${line}` }
  }
  return { python }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureAzureCli())

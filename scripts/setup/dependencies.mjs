import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { withLock } from './lock.mjs'
import { requireNode } from './node-version.mjs'
import { npm, runStep } from './run.mjs'
import { say, Trouble } from './say.mjs'

/**
 * Sees to it that node_modules holds what the lockfile asks for, with `npm ci` when it does not. Comparing npm's own
 * record of what it installed costs a few milliseconds and, unlike a stamp of ours, also believes an install that the
 * person made by hand.
 */
export async function ensureDependencies() {
  await requireNode()
  if (await isInstalled(root)) return
  await withLock(join(root, 'node_modules.lock'), 'installing the dependencies', async () => {
    if (await isInstalled(root)) return
    say('installing the dependencies with npm ci (about half a minute)')
    // No install script is allowed, as package.json says in allowScripts, which npm 10 does not know.
    const options = ['--include=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']
    const { command, args } = npm(['ci', ...options])
    const code = await runStep(command, args, { cwd: root, stdoutTo: 'stderr', env: forNpm() })
    if (code !== 0) {
      throw new Trouble(
        `npm ci failed (exit ${code}). Its message is above; with a private registry check "npm config get registry".`
      )
    }
  })
}

// `npm run --silent` sets these for its children; the person who waits for an install wants to read its errors.
function forNpm() {
  const env = { ...process.env }
  for (const name of ['npm_config_loglevel', 'npm_config_omit', 'NODE_ENV']) delete env[name]
  return env
}

/**
 * Whether every package that the lockfile demands is installed in that version, by npm's hidden lockfile, which npm
 * writes last: an interrupted install has none. Optional packages (binaries of other platforms) may be absent.
 *
 * @param {string} folder the checkout
 */
export async function isInstalled(folder) {
  const wanted = await packagesOf(join(folder, 'package-lock.json'))
  const found = await packagesOf(join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === undefined) throw new Trouble(`There is no package-lock.json in ${folder}.`)
  if (found === undefined) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link === true) return true
    const installed = found[path]
    if (installed === undefined) return entry.optional === true || entry.devOptional === true
    return installed.version === entry.version && installed.integrity === entry.integrity
  })
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} Locked
 * @param {string} file
 * @returns {Promise<Record<string, Locked> | undefined>}
 */
async function packagesOf(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

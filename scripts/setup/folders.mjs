import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout these scripts belong to, wherever they are called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * The folder that the person stands in, which relative paths on a command line are about. npm starts every script in
 * the checkout, and tells where it was called itself.
 */
export function calledFrom() {
  const isMovedByNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === root
  return (isMovedByNpm ? process.env.INIT_CWD : undefined) ?? process.cwd()
}

/**
 * Where downloads are kept: outside the checkout, shared by every checkout of this user. XDG_CACHE_HOME is honoured on
 * every system; without it the system's own custom is followed.
 *
 * @param {string} name
 */
export function cacheFolder(name) {
  return join(cacheHome(), 'backout', name)
}

function cacheHome() {
  const { XDG_CACHE_HOME } = process.env
  // The specification has relative paths ignored.
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  return join(homedir(), '.cache')
}

import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout these scripts belong to, wherever they are called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

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
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  return join(homedir(), '.cache')
}

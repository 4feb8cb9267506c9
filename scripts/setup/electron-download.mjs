import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { progress } from './say.mjs'

/** Without a connection, or without a further byte, for this long the download is given up. */
const PATIENCE_MS = 10_000

const RELEASES = 'https://github.com/electron/electron/releases/download/'

/**
 * Downloads Electron's own release, checks it against the checksums inside the `electron` package and unpacks it to
 * `folder`. Everything happens in a temporary folder that is renamed at the end: what is interrupted leaves nothing
 * that a later start would take for whole, and starts again.
 *
 * ELECTRON_MIRROR and the proxy variables are honoured.
 *
 * @param {string} version
 * @param {string} folder
 * @param {{ checksums?: Record<string, string>, patienceMs?: number }} [terms] SHA-256 by archive, of the installed
 *   `electron` unless given; how long to wait for a first or a further byte, 10 s unless given
 * @returns {Promise<string | undefined>} why there is none, or nothing when it is there
 */
export async function downloadElectron(version, folder, terms = {}) {
  const archive = `electron-v${version}-${process.platform}-${process.arch}.zip`
  /** @type {Record<string, string>} */
  const checksums = terms.checksums ?? createRequire(import.meta.url)('electron/checksums.json')
  const expected = checksums[archive]
  if (expected === undefined) return `Electron publishes no ${archive}`

  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? RELEASES
  const address = `${mirror.replace(/\/*$/, '/')}v${version}/${archive}`
  await mkdir(dirname(folder), { recursive: true })
  const temporary = await mkdtemp(`${folder}.`)
  try {
    const file = join(temporary, archive)
    const actual = await fetchTo(file, address, terms.patienceMs ?? PATIENCE_MS)
    if (actual !== expected) return `its SHA-256 is ${actual}, Electron publishes ${expected}`
    await unpack(file, join(temporary, 'dist'))
    await rm(folder, { recursive: true, force: true })
    await rename(join(temporary, 'dist'), folder)
    return undefined
  } catch (error) {
    return `${new URL(address).host}: ${reason(error)}`
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/**
 * Takes away the temporary folders of starts that were killed. The caller holds the lock, so none of them is in use.
 *
 * @param {string} home the folder that distributions are unpacked into
 */
export async function sweepInterrupted(home) {
  for (const name of await readdir(home)) {
    if (/\.[A-Za-z0-9]{6}$/.test(name)) await rm(join(home, name), { recursive: true, force: true })
  }
}

/**
 * @param {string} file
 * @param {string} address
 * @param {number} patienceMs
 * @returns {Promise<string>} SHA-256 of what was written, in hex
 */
async function fetchTo(file, address, patienceMs) {
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const impatience = new AbortController()
  const giveUp = () => {
    impatience.abort(new Error(`no answer for ${patienceMs / 1000} s`))
  }
  let timer = setTimeout(giveUp, patienceMs)
  const dispatcher = new EnvHttpProxyAgent()
  const bar = progress(`downloading ${basename(file)}`)
  try {
    const response = await fetch(address, { signal: impatience.signal, dispatcher })
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`)
    const total = Number(response.headers.get('content-length') ?? 0)
    const hash = createHash('sha256')
    let done = 0
    const watch = new Transform({
      transform(chunk, _encoding, next) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, patienceMs)
        hash.update(chunk)
        done += chunk.length
        bar.bytes(done, total)
        next(null, chunk)
      }
    })
    await pipeline(Readable.fromWeb(/** @type {any} */ (response.body)), watch, createWriteStream(file), {
      signal: impatience.signal
    })
    return hash.digest('hex')
  } catch (error) {
    throw impatience.signal.aborted ? impatience.signal.reason : error
  } finally {
    clearTimeout(timer)
    bar.done()
    await dispatcher.destroy()
  }
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  const { default: extract } = await import('extract-zip')
  await extract(archive, { dir: folder })
}

/** @param {unknown} error */
function reason(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

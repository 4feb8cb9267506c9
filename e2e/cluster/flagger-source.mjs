import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../../scripts/setup/say.mjs'
import { fetchModule } from './upstream-module.mjs'
import { upstreamModules } from './versions.mjs'

/** The one line that is changed: Flagger has no flag for the address of its metrics and health. */
const server = { path: 'pkg/server/server.go', upstream: '":" + port', onLoopback: '"127.0.0.1:" + port' }

/**
 * A copy of Flagger's sources that serves its metrics and health on loopback only, as everything else here does. Nothing
 * that it decides is touched.
 *
 * @param {string} folder gets the copy
 * @param {AbortSignal} [abort]
 * @returns {Promise<string>} the copy
 * @throws {Trouble} when that line is not where it was
 */
export async function copyFlagger(folder, abort) {
  const copy = join(folder, 'source')
  await copyTree(await fetchModule(upstreamModules.flagger, abort), copy)
  const file = join(copy, server.path)
  const text = await readFile(file, 'utf8')
  if (text.split(server.upstream).length !== 2) {
    throw new Trouble(
      `Flagger ${upstreamModules.flagger.version} has no ${server.upstream} in ${server.path} any more.`
    )
  }
  await chmod(file, 0o644)
  await writeFile(file, text.replace(server.upstream, server.onLoopback))
  return copy
}

/**
 * With folders of its own mode: Go's cache is read-only, and a copy of that could not be removed.
 *
 * @param {string} from
 * @param {string} to
 */
async function copyTree(from, to) {
  await mkdir(to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, copy)
    else await copyFile(source, copy)
  }
}

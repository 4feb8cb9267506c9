import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../../scripts/setup/say.mjs'
import { fetchModule } from './upstream-module.mjs'

/**
 * A copy of a program's sources that serves its metrics and health on loopback only, as everything else here does: one line
 * is changed, because there is no flag for it. Nothing that the program decides is touched.
 *
 * @param {Parameters<typeof fetchModule>[0]} module
 * @param {{ path: string, upstream: string, onLoopback: string }} line
 * @param {string} folder gets the copy
 * @param {AbortSignal} [abort]
 * @returns {Promise<string>} the copy
 * @throws {Trouble} when that line is not where it was
 */
export async function copyOnLoopback(module, line, folder, abort) {
  const copy = join(folder, 'source')
  await copyTree(await fetchModule(module, abort), copy)
  const file = join(copy, line.path)
  const text = await readFile(file, 'utf8')
  if (text.split(line.upstream).length !== 2) {
    throw new Trouble(`${module.name} ${module.version} has no ${line.upstream} in ${line.path} any more.`)
  }
  await chmod(file, 0o644)
  await writeFile(file, text.replace(line.upstream, line.onLoopback))
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

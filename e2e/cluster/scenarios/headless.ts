import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../../scripts/setup/folders.mjs'
import type { DrillResult } from '../../../src/main/autopilot/result.ts'
import { boundToUs } from '../programs.mjs'

/** How the headless host ended. */
export interface Ended {
  readonly code: number | null
  readonly result: DrillResult
}

/**
 * Plays the built headless host to its end.
 *
 * @param name of the folder below test-results/cluster
 */
export async function playHeadless(name: string, args: readonly string[]): Promise<Ended> {
  const out = join(root, 'test-results', 'cluster', name)
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const program = join(root, 'out', 'main', 'headless.js')
  // An interrupted suite leaves no host behind that goes on.
  const [command, all] = boundToUs(process.execPath, [program, '--autopilot', ...args, '--out', out], 'TERM')
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const line = said.out.trim().split('\n').at(-1) ?? ''
  if (line === '') throw new Error(`the headless host ended with ${code} and no result: ${said.err}`)
  return { code, result: JSON.parse(line) as DrillResult }
}

import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type * as z from 'zod'
import { root } from '../scripts/setup/folders.mjs'
import { resultSchema } from '../src/main/autopilot/result-schema.ts'

export type Result = z.infer<typeof resultSchema>

export interface Played {
  readonly code: number | null
  readonly result: Result
  readonly narration: string
  readonly report: string
}

/** Runs the headless host to its end. */
export function runHeadless(
  args: readonly string[]
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'headless.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

/** Plays a scenario on autopilot and reads what it left in a folder of `out`: a result as it was printed, and an intact journal. */
export async function playScenario(out: string, scenario: string, seed: number, speed: number): Promise<Played> {
  const dir = join(out, `${scenario}-${seed}-${speed}`)
  const { code, stdout, stderr } = await runHeadless([
    '--scenario',
    scenario,
    '--autopilot',
    '--seed',
    String(seed),
    '--speed',
    String(speed),
    '--out',
    dir
  ])
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  const played = {
    code,
    narration: stderr,
    result: resultSchema.parse(JSON.parse(last)),
    report: await readFile(join(dir, 'report.md'), 'utf8')
  }
  expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toEqual(JSON.parse(last))
  expect(played.result).toMatchObject({ scenario, seed })
  // What the console knows is in its journal; ids of one word are words of its own as well.
  if (scenario.includes('-')) expect(await readFile(join(dir, 'journal.jsonl'), 'utf8')).not.toContain(scenario)
  await expectIntact(join(dir, 'journal.jsonl'))
  return played
}

function expectIntact(journal: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'out', 'main', 'journal-verify.js'), 'verify', journal], {
      stdio: 'ignore'
    })
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`journal verify ${journal}: exit ${code}`))
    )
  })
}

import { join } from 'node:path'
import { root } from './setup/folders.mjs'
import { runStep } from './setup/run.mjs'

/**
 * The checks that run no product code: each is one program, and passes when that program exits with 0.
 *
 * `program` is relative to node_modules.
 *
 * @type {readonly { name: string, program: string, args: readonly string[] }[]}
 */
const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of scripts and test beds',
    program: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'tsconfig.scripts.json']
  },
  { name: 'types of pure stages', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.pure.json'] },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: 'oxfmt/bin/oxfmt', args: ['--check'] },
  { name: 'import rules', program: '../scripts/import-rules.mjs', args: [] },
  { name: 'dead code', program: 'knip/bin/knip.js', args: ['--no-progress'] }
]

/**
 * @returns {Promise<import('./totals.mjs').Count>}
 * @throws {Trouble} when interrupted
 */
export async function runChecks() {
  const failures = []
  for (const { name, program, args } of CHECKS) {
    const code = await runStep(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root })
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}\n`)
    if (code !== 0) failures.push(name)
  }
  return { passed: CHECKS.length - failures.length, failed: failures.length, skipped: 0, failures }
}

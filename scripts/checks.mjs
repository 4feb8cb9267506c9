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
  { name: 'types of scripts', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.scripts.json'] },
  { name: 'types of pure stages', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.pure.json'] },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: 'oxfmt/bin/oxfmt', args: ['--check'] },
  { name: 'import rules', program: '../scripts/import-rules.mjs', args: [] }
]

const DEAD_CODE = { name: 'dead code', program: 'knip/bin/knip.js', args: ['--no-progress'] }

/**
 * @param {{ deadCode: boolean }} options
 * @returns {Promise<import('./totals.mjs').Count>}
 * @throws {Trouble} when interrupted
 */
export async function runChecks(options) {
  const failures = []
  const checks = options.deadCode ? [...CHECKS, DEAD_CODE] : CHECKS
  for (const { name, program, args } of checks) {
    const code = await runStep(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root })
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}\n`)
    if (code !== 0) failures.push(name)
  }
  return { passed: checks.length - failures.length, failed: failures.length, skipped: 0 }
}

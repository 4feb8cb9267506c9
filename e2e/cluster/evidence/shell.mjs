import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { boundToUs } from '../programs.mjs'

/**
 * Runs a script of a procedure as it is written, with the bench's kubectl and rights.
 *
 * @param {{ kube: string, kubeconfigs: Record<string, string> }} cluster
 * @param {string} script
 * @param {(line: string) => void} [onLine] of stdout and stderr
 * @returns {Promise<readonly string[]>} what it said
 */
export function runScript({ kube, kubeconfigs }, script, onLine = () => undefined) {
  const kubectl = `kubectl() { "${kube}" kubectl "$@" --kubeconfig="${kubeconfigs.admin}"; }`
  const [command, args] = boundToUs('sh', ['-c', `${kubectl}\nexec 2>&1\n${script}`], 'TERM')
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  /** @type {string[]} */
  const lines = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    onLine(line)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(lines))
  })
}

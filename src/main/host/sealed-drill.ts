import { writeFileSync } from 'node:fs'
import type { SealedDrill } from '../processes/sealed-drill.ts'

/** The incident that a newcomer meets first. */
const firstScenario = 'bad-deploy'

/**
 * Tests choose the scenario with `BACKOUT_DRILL_ARGS` (a JSON list of arguments) and find the control address in the
 * file that `BACKOUT_DRILL_CONTROL_FILE` names; both count only together with `BACKOUT_E2E=1`.
 */
export function sealDrill(env: Readonly<Record<string, string | undefined>>): SealedDrill {
  const isTest = env.BACKOUT_E2E === '1'
  const controlFile = isTest ? env.BACKOUT_DRILL_CONTROL_FILE : undefined
  return {
    args: ['--scenario', firstScenario, ...(isTest ? readArgs(env.BACKOUT_DRILL_ARGS) : [])],
    open(message) {
      if (typeof message !== 'object' || message === null || !('control' in message)) return message
      const { control, ...seen } = message
      if (controlFile !== undefined && typeof control === 'string') writeFileSync(controlFile, control, { mode: 0o600 })
      return seen
    }
  }
}

function readArgs(text: string | undefined): readonly string[] {
  if (text === undefined) return []
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new TypeError('BACKOUT_DRILL_ARGS is not a JSON list')
  return value.map(String)
}

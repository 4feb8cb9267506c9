import { writeFileSync } from 'node:fs'
import type { SealedDrill } from '../processes/sealed-drill.ts'
import { isDrillReady } from '../processes/drill-ready.ts'
import type { Coach } from './practice/coach.ts'

/**
 * The coach chooses the scenario, and is told the control address.
 * Tests choose the scenario with `BACKOUT_DRILL_ARGS` (a JSON list of arguments) and find the control address in the
 * file that `BACKOUT_DRILL_CONTROL_FILE` names; both count only together with `BACKOUT_E2E=1`.
 */
export function sealDrill(
  env: Readonly<Record<string, string | undefined>>,
  coach: Pick<Coach, 'args' | 'opened'>
): SealedDrill {
  const isTest = env.BACKOUT_E2E === '1'
  let heard = ''
  const controlFile = isTest ? env.BACKOUT_DRILL_CONTROL_FILE : undefined
  return {
    get args() {
      return [...coach.args(), ...(isTest ? readArgs(env.BACKOUT_DRILL_ARGS) : [])]
    },
    open(message) {
      if (!isDrillReady(message)) return message
      const { control, ...seen } = message
      if (controlFile !== undefined) writeFileSync(controlFile, control, { mode: 0o600 })
      // It comes twice: on the standard output and over the channel.
      if (control !== heard) coach.opened(control, message.clock)
      heard = control
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

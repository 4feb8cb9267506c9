import type { TrapNotice } from './plan.ts'

/** The refusal of one command of the procedure, for the service on the screen; undefined for one that is not refused. */
export function refusalOf(command: string, traps: readonly TrapNotice[]): TrapNotice | undefined {
  return traps.find(
    (trap) => trap.severity === 'refused' && (trap.command === command || trap.alsoIn?.includes(command) === true)
  )
}

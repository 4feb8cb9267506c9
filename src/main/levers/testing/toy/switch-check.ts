import type { TargetCheck } from '../../../checks/target-check.ts'
import { positionOf, switchPath } from './switches.ts'

/** Whether a switch is off. */
const isOff: TargetCheck = async (target, { reader }, abort) => {
  if (target.api !== 'kubernetes') return { met: null, text: 'That is no switch' }
  const position = positionOf(await reader.get(switchPath(target.name), { abort }))
  return { met: position === 'off', text: `${target.name} is ${position}` }
}

export const toyChecks: ReadonlyMap<string, TargetCheck> = new Map([['off', isOff]])

import type { DebtView } from '../../contract/index.ts'
import type { Action, Mutation } from '../ports/action.ts'
import type { RunContext } from './run-context.ts'

/**
 * Writes down what a done step leaves behind and which debts it settles, of whichever run. What stands there already is
 * not written again, so that it can be made up for after a crash.
 */
export async function recordDebts(context: RunContext, action: Action, mutation: Mutation): Promise<void> {
  const { log, ports, place } = context
  const known = new Set(log.run().debts.map(({ id }) => id))
  for (const owed of action.debts?.(mutation) ?? []) {
    if (known.has(owed.id)) continue
    const debt: DebtView = { ...owed, openedAt: context.nowText(), settledAt: null }
    await log.say('debt', { text: owed.text, debt })
  }
  const settled = new Set(action.settles?.(mutation) ?? [])
  for (const owed of ports.index.openDebts(place.identity)) {
    if (!settled.has(owed.id)) continue
    await log.say('debt', { text: `Settled: ${owed.text}`, debt: { ...owed, settledAt: context.nowText() } })
  }
}

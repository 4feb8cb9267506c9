import { setTimeout as delay } from 'node:timers/promises'

const patienceMs = 120_000

/**
 * Asks again until the answer is true.
 * @throws Error naming `what` after two minutes, or sooner where so asked
 */
export async function until(what: string, question: () => Promise<boolean>, withinMs = patienceMs): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  while (!(await question())) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: not seen within ${withinMs / 1_000} s`)
    await delay(50)
  }
}

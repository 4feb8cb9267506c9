import { setTimeout as delay } from 'node:timers/promises'
import { readControl } from '../processes/drill-control.ts'
import type { RefereeReport } from './result.ts'

/** The answer where nobody counts what users see: never recovered. */
export const nobodyCounts: RefereeReport = {
  scenario: '',
  seed: 0,
  effects: [],
  userErrors: {
    before: { requests: 0, errors: 0 },
    during: { requests: 0, errors: 0 },
    after: { requests: 0, errors: 0 }
  },
  usersRecovered: false
}

/** How long users may take to be well after somebody else acted, simulated milliseconds: the minute that is judged, and half. */
const recoveryMs = 90_000
const askEveryMs = 500

/**
 * Reads the count until users have recovered, or had their time to. For whoever changed nothing and so has no proof of
 * its own that waited.
 */
export async function waitForRecovery(control: string, speed: number): Promise<RefereeReport> {
  const giveUpAtMs = Date.now() + recoveryMs / speed
  for (;;) {
    const report = await readReferee(control)
    if (report.usersRecovered || Date.now() >= giveUpAtMs) return report
    await delay(askEveryMs)
  }
}

/**
 * Reads the drill's own count over its control port.
 * @throws Error when the port does not answer with JSON.
 */
export async function readReferee(control: string): Promise<RefereeReport> {
  return (await readControl(control, 'report')) as RefereeReport
}

import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { RefereeReport } from './result.ts'

/** The drill's first line of output, as far as the host needs it. */
export interface DrillReady {
  readonly ready: true
  readonly kubeconfig: string
  readonly server: string
  readonly control: string
  readonly clock: { readonly simulatedAt: string; readonly realAt: string; readonly speed: number }
}

/** Whether a message from the drill's process is its ready line. */
export function isDrillReady(message: unknown): message is DrillReady {
  return typeof message === 'object' && message !== null && 'ready' in message && 'kubeconfig' in message
}

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
 * Reads the drill's own count over its control port. Only a host does this; the console never learns the address.
 * @throws Error when the port does not answer with JSON.
 */
export function readReferee(control: string): Promise<RefereeReport> {
  return new Promise((resolve, reject) => {
    get(`${control}/report`, { timeout: 10_000 }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => {
        try {
          resolve(JSON.parse(body) as RefereeReport)
        } catch (error) {
          reject(
            new Error(`the drill's control port did not answer with JSON (HTTP ${response.statusCode})`, {
              cause: error
            })
          )
        }
      })
    }).on('error', reject)
  })
}

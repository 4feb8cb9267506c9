import { performance } from 'node:perf_hooks'
import { _electron, type ElectronApplication } from 'playwright-core'

/** An Electron that answers its driver. */
export interface Launched {
  readonly electron: ElectronApplication
  /** When its process was started, by `performance.now()` */
  readonly startedAt: number
}

/** It takes a second or two; real milliseconds. */
const firstTries = [12_000, 12_000]

/**
 * Playwright now and then loses a race with an Electron that starts on a busy machine and waits for ever, after both of
 * its connections stand. It ends the process then; two more starts are given.
 *
 * @throws Error of Playwright when the last start fails too, or an earlier one for another reason
 */
export async function launchElectron(options: Parameters<typeof _electron.launch>[0]): Promise<Launched> {
  const launch = async (timeout: number): Promise<Launched> => {
    const startedAt = performance.now()
    return { electron: await _electron.launch({ ...options, timeout }), startedAt }
  }
  for (const timeout of firstTries) {
    try {
      return await launch(timeout)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
    }
  }
  return launch(30_000)
}

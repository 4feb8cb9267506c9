import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import type { ClockView } from '../../contract/index.ts'
import { FailureError, failureOf, startDrillAgain } from '../../contract/index.ts'
import type { AzureAccess } from '../connections/index.ts'
import type { HelperProcess, Processes } from '../ports/processes.ts'
import { drillAzure } from './drill-azure.ts'

/** How long the drill may take to say that it is ready, real milliseconds. */
const readyWithinMs = 60_000

/** What the console learns of a started drill: the same things that an operator would be handed. */
export interface OpenDrill {
  readonly kubeconfig: string
  readonly clock: ClockView
  /** What is in front of it; null in a drill without Azure. */
  readonly azure: AzureAccess | null
}

/** Where the drill has written down how to sign in to its Azure. */
const azureLine = z.object({ azure: z.object({ settings: z.string() }) })

/** Starts and stops the drill's process. Its scenario and seed are the host's business. */
export function createDrillSession(processes: Processes, onEnded: (failure: FailureError) => void) {
  let helper: HelperProcess | null = null
  let clock: ClockView | null = null

  function stop(): void {
    const running = helper
    helper = null
    clock = null
    running?.kill()
  }

  /** @throws FailureError when the drill ends or stays silent instead of getting ready. */
  async function start(speed: number): Promise<OpenDrill> {
    stop()
    const started = processes.start('drill', ['--serve', '--speed', String(speed)])
    helper = started
    const ready = await new Promise<ReadyMessage>((resolve, reject) => {
      const timer = setTimeout(() => reject(notReady(`it said nothing for ${readyWithinMs / 1000} s`)), readyWithinMs)
      started.onMessage((message) => {
        if (!isReady(message)) return
        clearTimeout(timer)
        resolve(message)
      })
      started.onExit((code) => {
        clearTimeout(timer)
        reject(notReady(`its process ended with ${code ?? 'a signal'}`))
        if (helper !== started) return
        helper = null
        onEnded(notReady(`its process ended with ${code ?? 'a signal'}`))
      })
    })
    clock = ready.clock
    const told = azureLine.safeParse(ready)
    const azure = told.success ? await drillAzure(told.data.azure.settings) : null
    return { kubeconfig: await readFile(ready.kubeconfig, 'utf8'), clock, azure }
  }

  /** `clock`: the time of the drill that runs; null when none does. */
  return { start, stop, clock: () => clock }
}

function notReady(why: string): FailureError {
  return new FailureError(
    failureOf('unreachable', `The drill is not running: ${why}.`, { remedy: startDrillAgain, retryable: true })
  )
}

interface ReadyMessage {
  readonly kubeconfig: string
  readonly clock: ClockView
}

function isReady(message: unknown): message is ReadyMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kubeconfig' in message &&
    typeof message.kubeconfig === 'string' &&
    'clock' in message
  )
}

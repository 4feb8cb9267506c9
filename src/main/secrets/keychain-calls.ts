import { FailureError, failureOf } from '../../contract/index.ts'
import type { HelperProcess, Processes } from '../ports/processes.ts'
import { isHelperAnswer, serviceArgument, type HelperAnswer, type HelperCall } from './helper-protocol.ts'

export interface KeychainCallsOptions {
  readonly processes: Processes
  /** Name under which the operating system's keychain groups the entries. */
  readonly service: string
  /** How long calls are refused after one had to be killed, milliseconds. */
  readonly restMs: number
  /** How long the helper is kept without a call, milliseconds: it is a whole process, which weighs about 35 MB. */
  readonly idleMs: number
}

/** Calls to the keychain, one after the other, each with a deadline after which the helper is killed. */
export interface KeychainCalls {
  /**
   * @param deadlineMs real milliseconds from the moment the call is sent
   * @param insist sends it although the last one had to be killed
   * @throws FailureError `timeout` when the helper was killed or is resting, `missing` when it cannot run, `refused`
   * with the keychain's own message otherwise
   */
  call(
    call: HelperCall,
    deadlineMs: number,
    insist?: boolean
  ): Promise<{ readonly value: string | null; readonly deleted: boolean }>
  /** Kills the helper; calls under way and later ones fail. */
  close(): void
}

interface Waiting {
  readonly id: number
  settle(answer: HelperAnswer | FailureError): void
}

/** Starts the helper at the first call, and again after it was killed or ended because nothing was asked for long. */
export function createKeychainCalls(options: KeychainCallsOptions): KeychainCalls {
  let helper: HelperProcess | undefined
  let waiting: Waiting | undefined
  let idle: NodeJS.Timeout | undefined
  let restUntil = 0
  let lastId = 0
  let closed = false
  let queue: Promise<unknown> = Promise.resolve()

  function start(): HelperProcess {
    const started = options.processes.start('keychain-helper', [serviceArgument + options.service])
    started.onMessage((message) => {
      if (started === helper && isHelperAnswer(message) && message.id === waiting?.id) waiting.settle(message)
    })
    started.onExit((code) => {
      if (started !== helper) return
      helper = undefined
      waiting?.settle(
        new FailureError(failureOf('missing', `The keychain helper ended (${code ?? 'killed'}).`, { retryable: true }))
      )
    })
    return started
  }

  function kill(): void {
    clearTimeout(idle)
    const killed = helper
    helper = undefined
    killed?.kill()
  }

  async function send(call: HelperCall, deadlineMs: number, insist: boolean) {
    if (closed) throw new FailureError(failureOf('cancelled', 'The keychain is closed.'))
    const restMs = restUntil - performance.now()
    if (restMs > 0 && !insist) {
      throw new FailureError(
        failureOf('timeout', `The keychain did not answer; it is asked again in ${Math.ceil(restMs / 1000)} s.`, {
          retryable: true
        })
      )
    }
    const id = ++lastId
    const answer = await new Promise<HelperAnswer | FailureError>((resolve) => {
      const timer = setTimeout(() => {
        restUntil = performance.now() + options.restMs
        kill()
        settle(
          new FailureError(
            failureOf('timeout', `The keychain did not answer within ${deadlineMs / 1000} s.`, { retryable: true })
          )
        )
      }, deadlineMs)
      function settle(outcome: HelperAnswer | FailureError): void {
        clearTimeout(timer)
        waiting = undefined
        resolve(outcome)
      }
      waiting = { id, settle }
      clearTimeout(idle)
      helper ??= start()
      helper.post({ id, ...call })
    })
    if (answer instanceof FailureError) throw answer
    restUntil = 0
    idle = setTimeout(kill, options.idleMs).unref()
    if (!answer.ok) {
      // A helper whose keychain service was restarted keeps failing on its old connection; the next call gets a new one.
      kill()
      throw new FailureError(failureOf('refused', answer.message))
    }
    return { value: answer.value, deleted: answer.deleted }
  }

  return {
    call(call, deadlineMs, insist = false) {
      const result = queue.then(() => send(call, deadlineMs, insist))
      queue = result.catch(() => undefined)
      return result
    },
    close() {
      closed = true
      kill()
      waiting?.settle(new FailureError(failureOf('cancelled', 'The keychain is closed.')))
    }
  }
}

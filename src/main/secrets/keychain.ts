import { asFailure, FailureError, failureOf, type Failure, type KeychainState } from '../../contract/index.ts'
import type { Processes } from '../ports/processes.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { createKeychainCalls } from './keychain-calls.ts'
import { createKeychainEntries } from './keychain-entries.ts'
import { backendName, isLockedMessage, lockedRemedy, unavailableRemedy } from './keychain-words.ts'

export interface KeychainOptions {
  readonly processes: Processes
  /** Groups our entries in the operating system's keychain; tests use their own. */
  readonly service?: string
  readonly platform?: NodeJS.Platform
  /** Whether somebody could be asked for a password: there is a display. */
  readonly canPrompt: boolean
  /** Length of the parts of a long value; what the system takes when left out. */
  readonly partBytes?: number
  /** Deadlines, real milliseconds. */
  readonly callMs?: number
  readonly promptMs?: number
  readonly restMs?: number
  readonly idleMs?: number
}

/**
 * Credentials in the operating system's keychain. When there is none, or while it is locked, what is put is kept in
 * memory, `state()` says so, and it moves to the keychain as soon as a probe finds it usable.
 */
export function createKeychainStore(options: KeychainOptions): SecretStore {
  const { processes, service = 'backout', platform = process.platform, callMs = 5_000, promptMs = 60_000 } = options
  const { restMs = 60_000, idleMs = 20_000 } = options
  const calls = createKeychainCalls({ processes, service, restMs, idleMs })
  const backend = backendName(platform)
  // The macOS keychain may ask at any entry that another build of the app has written.
  const ordinaryMs = platform === 'darwin' ? promptMs : callMs
  const entries = createKeychainEntries((call) => calls.call(call, ordinaryMs), options.partBytes)
  const patient = createKeychainEntries((call) => calls.call(call, options.canPrompt ? promptMs : callMs, true))

  const memory = new Map<string, string>()
  const seen = new Set<string>()
  const listeners = new Set<(state: KeychainState) => void>()
  let state: KeychainState = { state: 'checking' }
  let probing: Promise<KeychainState> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  function become(next: KeychainState): KeychainState {
    if (JSON.stringify(next) !== JSON.stringify(state)) {
      state = next
      for (const listener of listeners) listener(next)
    }
    return next
  }

  function stateAfter(failure: Failure): KeychainState {
    if (isLockedMessage(failure.message)) return { state: 'locked', backend, remedy: lockedRemedy(platform) }
    return { state: 'unavailable', reason: failure.message, remedy: unavailableRemedy(platform, failure) }
  }

  /** One operation at a time: a value is several entries. */
  function inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const result = turn.then(operation)
    turn = result.catch(() => undefined)
    return result
  }

  async function prove(): Promise<KeychainState> {
    try {
      await patient.prove()
      for (const [name, value] of memory) {
        await entries.put(name, value)
        // A newer one may have come meanwhile; the loop comes to it.
        if (memory.get(name) === value) memory.delete(name)
        seen.add(name)
      }
      return become({ state: 'ready', backend })
    } catch (error) {
      return become(stateAfter(asFailure(error)))
    }
  }

  function probe(): Promise<KeychainState> {
    if (probing !== undefined) return probing
    const whole = inTurn(prove)
    const impatient = new Promise<KeychainState>((resolve) => {
      const timer = setTimeout(() => {
        const remedy = `Look for a window that asks for its password. ${lockedRemedy(platform)}`
        resolve(become({ state: 'locked', backend, remedy }))
      }, callMs)
      void whole.finally(() => {
        clearTimeout(timer)
      })
    })
    const first = Promise.race(options.canPrompt ? [whole, impatient] : [whole])
    probing = first
    void whole.finally(() => {
      probing = undefined
    })
    return first
  }

  /** The state once the question that is under way, if any, has been answered; at most `callMs`. */
  function settled(): Promise<KeychainState> {
    return state.state === 'checking' ? probe() : Promise.resolve(state)
  }

  /** Runs an operation on the keychain; a failure that says something about the keychain becomes its state. */
  async function onKeychain<T>(operation: () => Promise<T>): Promise<T> {
    const once = () => inTurn(operation)
    try {
      return await once().catch((error: unknown) => {
        if (isStale(asFailure(error))) return once()
        throw error
      })
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'badInput' || (failure.code === 'missing' && failure.remedy !== undefined)) throw error
      throw new FailureError(unusable(become(stateAfter(failure)), failure))
    }
  }

  // The helper was replaced after the failure; a service that was restarted meanwhile answers the new one.
  function isStale(failure: Failure): boolean {
    return failure.code === 'refused' && !isLockedMessage(failure.message)
  }

  function unusable(now: KeychainState, cause?: Failure): Failure {
    if (now.state === 'locked') {
      return failureOf('locked', `The keychain (${backend}) is locked.`, { remedy: now.remedy, retryable: true })
    }
    const reason = now.state === 'unavailable' ? now.reason : 'The keychain has not answered yet.'
    const remedy = now.state === 'unavailable' ? { remedy: now.remedy } : {}
    return failureOf(cause?.code === 'timeout' ? 'timeout' : 'missing', reason, { ...remedy, retryable: true })
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    probe,
    async put(name, value) {
      if ((await settled()).state === 'ready') {
        try {
          await onKeychain(() => entries.put(name, value))
          memory.delete(name)
          seen.add(name)
          return
        } catch (error) {
          if (asFailure(error).code === 'badInput') throw error
        }
      }
      seen.delete(name)
      memory.set(name, value)
    },
    hold(name, value) {
      // To the end of the line, so that a move that is under way comes to it.
      memory.delete(name)
      memory.set(name, value)
    },
    async get(name) {
      const kept = memory.get(name)
      if (kept !== undefined) return kept
      const now = await settled()
      if (now.state !== 'ready') throw new FailureError(unusable(now))
      const value = await onKeychain(() => entries.get(name))
      if (value !== null) seen.add(name)
      return value
    },
    where: (name) => (memory.has(name) ? 'memory' : seen.has(name) ? 'keychain' : null),
    async forget(name) {
      const wasInMemory = memory.delete(name)
      const now = await settled()
      if (now.state === 'unavailable' && wasInMemory) return
      if (now.state !== 'ready') throw new FailureError(unusable(now))
      await onKeychain(() => entries.forget(name))
      seen.delete(name)
    },
    close() {
      calls.close()
      memory.clear()
      return Promise.resolve()
    }
  }
}

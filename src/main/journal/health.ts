import { FailureError, failureOf } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'

const soundRemedy =
  'Nothing will be changed in any cluster until Backout starts with a sound journal: free disk space, or move the folder away and start again.'

const placeRemedy =
  'Start Backout with BACKOUT_JOURNAL_DIR set to a folder on a disk of this computer, or accept this place with BACKOUT_JOURNAL_ANYWHERE=1. The drill works meanwhile.'

/** Whether records may be written, and why not. The first reason stays: what follows it is its consequence. */
export interface JournalHealth {
  /** The files can be written to; whether the place suits is another question. */
  isSound(): boolean
  fail(reason: string): void
  setPurpose: Journal['setPurpose']
  state: Journal['health']
  subscribe: Journal['onHealth']
  /** @throws FailureError when nothing may be recorded. */
  check(): void
  refusal(): FailureError
}

/** @param unfit why the folder is no place for a journal of real work; undefined when it is one */
export function createHealth(dir: string, unfit: string | undefined): JournalHealth {
  const listeners = new Set<() => void>()
  let failed: string | undefined
  let purpose: 'practice' | 'real' = 'practice'

  function state(): ReturnType<Journal['health']> {
    if (failed !== undefined) return { state: 'unhealthy', path: dir, reason: failed, remedy: soundRemedy }
    if (unfit !== undefined && purpose === 'real')
      return { state: 'unhealthy', path: dir, reason: unfit, remedy: placeRemedy }
    return { state: 'healthy', path: dir }
  }

  function change(work: () => void): void {
    const before = JSON.stringify(state())
    work()
    if (JSON.stringify(state()) !== before) for (const listener of listeners) listener()
  }

  function refusal(): FailureError {
    const { reason = 'it is not', remedy = soundRemedy } = state()
    return new FailureError(failureOf('internal', `The journal in ${dir} cannot be written: ${reason}.`, { remedy }))
  }

  return {
    isSound: () => failed === undefined,
    fail: (reason) => change(() => (failed ??= reason)),
    setPurpose: (next) => change(() => (purpose = next)),
    state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    check() {
      if (state().state === 'unhealthy') throw refusal()
    },
    refusal
  }
}

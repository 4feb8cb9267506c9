import { FailureError, failureOf } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'

/** The way out of a journal that cannot be gone on with. */
export const soundRemedy =
  'Nothing will be changed in any cluster until Backout starts with a sound journal: free disk space, or move the folder away and start again.'

const placeRemedy =
  'Start Backout with BACKOUT_JOURNAL_DIR set to a folder on a disk of this computer, or accept this place with BACKOUT_JOURNAL_ANYWHERE=1. The drill works meanwhile.'

/**
 * `unprotected`: nothing outside of its folder vouches for it. `earlier`: another journal was here. `folder`, `anchors`:
 * what was found there. `keychain`: its entry says nothing.
 */
export type NoticeKind = 'unprotected' | 'earlier' | 'folder' | 'anchors' | 'keychain'

/** Whether records may be written, and why not. The first reason stays: what follows it is its consequence. */
export interface HealthKeeper {
  /** The files can be written to; whether the place suits is another question. */
  isSound(): boolean
  fail(reason: string): void
  /** What the operator has to know of a record that goes on; null takes it back. One at a time of each kind. */
  notice(kind: NoticeKind, text: string | null): void
  setPurpose: Journal['setPurpose']
  state: Journal['health']
  subscribe: Journal['onHealth']
  /** @throws FailureError when nothing may be recorded. */
  check(): void
  refusal(): FailureError
}

/** @param unfit why the folder is no place for a journal of real work; undefined when it is one */
export function createHealth(dir: string, unfit: string | undefined): HealthKeeper {
  const listeners = new Set<() => void>()
  const notices = new Map<NoticeKind, string>()
  let failed: string | undefined
  let purpose: 'practice' | 'real' = 'practice'

  function state(): ReturnType<Journal['health']> {
    return { ...writable(), ...said() }
  }

  function writable(): ReturnType<Journal['health']> {
    if (failed !== undefined) return { state: 'unhealthy', path: dir, reason: failed, remedy: soundRemedy }
    if (unfit !== undefined && purpose === 'real')
      return { state: 'unhealthy', path: dir, reason: unfit, remedy: placeRemedy }
    return { state: 'healthy', path: dir }
  }

  function said(): Pick<ReturnType<Journal['health']>, 'unprotected' | 'notices'> {
    const { unprotected, ...others } = Object.fromEntries(notices)
    const texts = Object.values(others)
    return {
      // A practice proves nothing to anybody.
      ...(unprotected === undefined || purpose === 'practice' ? {} : { unprotected }),
      ...(texts.length === 0 ? {} : { notices: texts })
    }
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
    notice: (kind, text) =>
      change(() => {
        if (text === null) notices.delete(kind)
        else notices.set(kind, text)
      }),
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

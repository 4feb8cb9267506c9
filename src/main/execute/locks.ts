import type { Target } from '../../contract/index.ts'
import { isSameTarget } from '../../contract/index.ts'

/** One mutation at a time for each target: held from the intent to its outcome, not to the end of a proof. */
export interface Locks {
  isHeld(target: Target): boolean
  /**
   * Resolves with the release once nobody else holds the target.
   * @throws the abort reason.
   */
  hold(target: Target, abort: AbortSignal): Promise<() => void>
}

export function createLocks(): Locks {
  const held = new Set<{ readonly target: Target; readonly released: Promise<void> }>()
  const holderOf = (target: Target) => [...held].find((one) => isSameTarget(one.target, target))
  return {
    isHeld: (target) => holderOf(target) !== undefined,
    async hold(target, abort) {
      for (let holder = holderOf(target); holder; holder = holderOf(target)) {
        await released(holder.released, abort)
      }
      abort.throwIfAborted()
      let release: () => void = () => undefined
      const lock = { target, released: new Promise<void>((resolve) => (release = resolve)) }
      held.add(lock)
      return () => {
        held.delete(lock)
        release()
      }
    }
  }
}

function released(work: Promise<void>, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    abort.throwIfAborted()
    const end = (): void => reject(abort.reason as Error)
    abort.addEventListener('abort', end, { once: true })
    void work.then(() => {
      abort.removeEventListener('abort', end)
      resolve()
    })
  })
}

import type { Run } from '../../contract/index.ts'
import type { HeldBy } from '../plan/index.ts'

/** How the run of a service keeps plans from being made by themselves; null where it does not. */
export function heldByRun(run: Run | null): HeldBy | null {
  if (run === null) return null
  if (run.state === 'settled') return run.proved ? 'proved' : null
  return run.state === 'verifying' ? 'proving' : 'acting'
}

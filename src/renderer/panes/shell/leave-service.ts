import type { Run } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { say } from '../../stores/view.ts'

/** So long after the first escape a second one means it, milliseconds. */
const meantMs = 4_000

let askedFor: { readonly runId: string; readonly atMs: number } | null = null

/**
 * Goes back to the list. What is being proved is left with the second escape: the first may have come too late for the
 * cancel window. Returns false while something may be on its way, as nothing is closed then.
 */
export function leaveService(run: Run | null): boolean {
  if (run !== null && run.state !== 'settled' && run.state !== 'verifying') return false
  const nowMs = performance.now()
  if (run?.state === 'verifying' && (askedFor?.runId !== run.id || nowMs - askedFor.atMs > meantMs)) {
    askedFor = { runId: run.id, atMs: nowMs }
    say('It is being proved, and goes on when you leave. Escape once more: all services')
    return true
  }
  askedFor = null
  void ask('service.close', {})
  return true
}

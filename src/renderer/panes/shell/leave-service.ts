import type { Run } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { say } from '../../stores/view.ts'

/** So long after the first escape a second one means it, milliseconds. */
const meantMs = 4_000

let askedFor: { readonly runId: string; readonly atMs: number } | null = null

/** What leaves a service: the key as it is called, and where it leads to. */
interface Leaving {
  readonly key: string
  readonly to: string
  /** Goes on from the list. */
  readonly onList?: () => void
}

const backToList: Leaving = { key: 'Escape', to: 'all services' }

/**
 * Goes back to the list. What is being proved is left with the second press: the first may have come too late for the
 * cancel window. Nothing is closed while something may be on its way, which is said.
 */
export function leaveService(run: Run | null, { key, to, onList }: Leaving = backToList): void {
  if (mayLeave(run, { key, to })) void close(onList)
}

/** Whether a service may be left now; why not, or that it has to be asked for once more, is said. */
export function mayLeave(run: Run | null, { key, to }: Pick<Leaving, 'key' | 'to'>): boolean {
  if (run !== null && run.state !== 'settled' && run.state !== 'verifying') {
    say(`Not left while it is on its way. ${key} once it has been taken: ${to}`, whileIn(run))
    return false
  }
  const nowMs = performance.now()
  if (run?.state === 'verifying' && (askedFor?.runId !== run.id || nowMs - askedFor.atMs > meantMs)) {
    askedFor = { runId: run.id, atMs: nowMs }
    say(`It is being proved, and goes on when you leave. ${key} once more: ${to}`, whileIn(run))
    return false
  }
  askedFor = null
  return true
}

/** What is said of a run holds until it is further, or is no longer on the screen. */
function whileIn({ id, state }: Run): () => boolean {
  return () => {
    const { run, service } = feedStore.getState().values
    return Boolean(service) && run?.id === id && run.state === state
  }
}

async function close(onList: Leaving['onList']): Promise<void> {
  if ((await ask('service.close', {})) !== undefined) onList?.()
}

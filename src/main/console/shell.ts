import type { EnvironmentView, Failure, Feeds, LinkView, SignInView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { SaidByPlugin } from '../connections/index.ts'
import type { FeedHub } from './feeds.ts'

/** The part of the screen that is always there: environment, links, what is awaited. */
export interface Shell {
  set(change: Partial<Feeds['shell']>): void
  /** Shows what is awaited while `work` runs, as the end of "Waiting for". */
  busy<T>(text: string, work: () => Promise<T>): Promise<T>
  /** The same for work that the operator may stop. */
  stoppable<T>(text: string, work: (abort: AbortSignal) => Promise<T>): Promise<T>
  /** Aborts what is awaited and may be stopped. */
  stopWaiting(): void
  /** Shows what one connection's sign-in program says while it runs; null when it has ended. */
  signIn(): (said: SaidByPlugin | null) => void
  link(view: LinkView): void
  environment(): EnvironmentView | null
  /** Whether the record is open without a cluster. */
  isRecordOpen(): boolean
  /** @throws FailureError `missing` when no environment is open. */
  updateEnvironment(change: Partial<EnvironmentView>): EnvironmentView
  /** A failure with the name of the open environment in its address. */
  addressed(failure: Failure): Failure
}

/** Wraps the shell feed. */
export function createShell(feeds: FeedHub): Shell {
  const set = (change: Partial<Feeds['shell']>): void => feeds.update('shell', (view) => ({ ...view, ...change }))
  const environment = (): EnvironmentView | null => feeds.value('shell').environment
  let stopping: AbortController | null = null
  const signIns = new Map<object, SignInView>()

  async function show<T>(text: string, canStop: boolean, work: () => Promise<T>): Promise<T> {
    set({ busy: { text, sinceAt: new Date().toISOString(), canStop }, failure: null })
    try {
      return await work()
    } finally {
      set({ busy: null })
    }
  }

  return {
    set,
    environment,
    isRecordOpen: () => feeds.value('shell').record !== null,
    busy: (text, work) => show(text, false, work),
    async stoppable(text, work) {
      const mine = new AbortController()
      stopping = mine
      try {
        return await show(text, true, () => work(mine.signal))
      } finally {
        if (stopping === mine) stopping = null
      }
    },
    stopWaiting: () => stopping?.abort(new FailureError(failureOf('cancelled', 'Stopped waiting.'))),
    signIn() {
      const mine = {}
      return (said) => {
        const sinceAt = signIns.get(mine)?.sinceAt ?? new Date().toISOString()
        if (said) signIns.set(mine, { ...said, sinceAt })
        else if (!signIns.delete(mine)) return
        set({ signIn: [...signIns.values()].at(-1) ?? null })
      }
    },
    link(view) {
      const others = feeds.value('shell').links.filter(({ id }) => id !== view.id)
      set({ links: [...others, view].sort((a, b) => a.id.localeCompare(b.id)) })
    },
    updateEnvironment(change) {
      const current = environment()
      if (!current) {
        throw new FailureError(failureOf('missing', 'No environment is open.', { remedy: 'Open one first.' }))
      }
      const next = { ...current, ...change }
      set({ environment: next })
      return next
    },
    addressed(failure) {
      const name = environment()?.name
      if (!name || failure.address.environment) return failure
      return { ...failure, address: { ...failure.address, environment: name } }
    }
  }
}

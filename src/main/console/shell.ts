import type { EnvironmentView, Failure, Feeds, LinkView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FeedHub } from './feeds.ts'

/** The part of the screen that is always there: environment, links, what is awaited. */
export interface Shell {
  set(change: Partial<Feeds['shell']>): void
  /** Shows what is awaited while `work` runs. */
  busy<T>(text: string, work: () => Promise<T>): Promise<T>
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
  return {
    set,
    environment,
    isRecordOpen: () => feeds.value('shell').record !== null,
    async busy(text, work) {
      set({ busy: { text, sinceAt: new Date().toISOString() }, failure: null })
      try {
        return await work()
      } finally {
        set({ busy: null })
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

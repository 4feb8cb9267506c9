import type { ServiceView } from '../../contract/index.ts'
import type { Matrix } from '../decision/index.ts'
import type { KeptChange } from '../monitor/index.ts'
import type { Actions } from '../ports/action.ts'
import type { RunIndex } from '../run/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import type { FeedHub } from './feeds.ts'
import { isSame } from './service-ref-in.ts'
import { changeStands, readChanges, type ChangesRead } from './watch-changes.ts'
import { observeService, type WatchObserver } from './watch-observer.ts'
import { readOf } from './watch-over.ts'
import type { ShownWatch } from './watch-view.ts'

/** What a watch is read by; nulls while nothing of it is read beside the screen. */
export interface WatchReading extends Pick<ShownWatch, 'over' | 'ref' | 'environment'> {
  readonly session: EnvironmentSession
  observer: WatchObserver | null
  changes: ChangesRead | null
}

interface WatchReaderOptions {
  readonly feeds: FeedHub
  readonly matrix: Matrix
  readonly actions: Actions
  readonly index: () => RunIndex | null
}

/** Reads what is watched, through the connection that each watch goes through now. */
export function createWatchReader({ feeds, matrix, actions, index }: WatchReaderOptions) {
  return {
    /** What the screen reads is not read twice. */
    known(watch: WatchReading): Pick<WatchObserver, 'view' | 'verdict'> {
      const view = feeds.value('service')
      const of = readOf(watch.over, watch.ref)
      const isShown = isSame(view?.ref, of) && feeds.value('shell').environment?.id === watch.environment.id
      if (isShown) {
        watch.observer?.close()
        watch.observer = null
        return { view: () => view, verdict: () => feeds.value('verdict') }
      }
      watch.observer ??= observeService(watch.session, of, matrix)
      return watch.observer
    },
    /** Whether what is watched still is as it was, read from the first look on. */
    changes(watch: WatchReading, view: ServiceView | null): readonly KeptChange[] {
      const { over, session } = watch
      if (over.kind === 'change') return changeStands(over.change, view)
      watch.changes ??= readChanges(index()?.records(over.run.id) ?? [], { session, actions, matrix })
      return watch.changes.seen()
    },
    stop(watch: WatchReading): void {
      watch.observer?.close()
      watch.changes?.close()
      watch.observer = null
      watch.changes = null
    }
  }
}

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { FeedMessage, FeedName, Feeds } from '../../contract/index.ts'

/** The replica of main's published state. A feed that has not arrived yet is absent. */
export interface Replica {
  readonly values: Partial<Feeds>
  readonly revisions: Readonly<Partial<Record<FeedName, number>>>
  /** True when a revision was skipped: the replica still holds whole values, but a fresh snapshot is due. */
  readonly gap: boolean
}

export const emptyReplica: Replica = { values: {}, revisions: {}, gap: false }

/**
 * Applies one message. An older revision than the one held is dropped; a skipped one is applied, because a message
 * carries the whole value, and marks the gap.
 */
export function applyMessage(replica: Replica, message: FeedMessage): Replica {
  const held = replica.revisions[message.feed]
  if (held !== undefined && message.revision < held) return replica
  return {
    values: { ...replica.values, [message.feed]: message.value },
    revisions: { ...replica.revisions, [message.feed]: message.revision },
    gap: replica.gap || (held !== undefined && message.revision > held + 1)
  }
}

export const feedStore = createStore<Replica>(() => emptyReplica)

const resyncAfterMs = 250

/**
 * Follows main's feeds into the store. After a gap it subscribes again, which begins with every current value.
 * Returns the function that stops following.
 */
export function followFeeds(subscribe: (listener: (message: FeedMessage) => void) => () => void): () => void {
  let stop = subscribe(receive)
  let timer: ReturnType<typeof setTimeout> | undefined

  function receive(message: FeedMessage): void {
    feedStore.setState((replica) => applyMessage(replica, message), true)
    if (feedStore.getState().gap && timer === undefined) timer = setTimeout(resync, resyncAfterMs)
  }

  function resync(): void {
    timer = undefined
    stop()
    feedStore.setState({ ...feedStore.getState(), revisions: {}, gap: false }, true)
    stop = subscribe(receive)
  }

  return () => {
    clearTimeout(timer)
    stop()
  }
}

/** The current value of a feed; undefined until its first message. */
export function useFeed<N extends FeedName>(feed: N): Feeds[N] | undefined {
  return useStore(feedStore, (replica) => replica.values[feed] as Feeds[N] | undefined)
}

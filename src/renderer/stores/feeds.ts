import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { FeedChanges, FeedMessage, FeedName, Feeds } from '../../contract/index.ts'
import { outputWith } from '../../contract/pod-output.ts'
import { recordWith } from '../../contract/record.ts'

/** The replica of main's published state. A feed that has not arrived yet is absent. */
export interface Replica {
  readonly values: Partial<Feeds>
  readonly revisions: Readonly<Partial<Record<FeedName, number>>>
  /** True when a revision was skipped: a fresh snapshot is due. */
  readonly gap: boolean
}

export const emptyReplica: Replica = { values: {}, revisions: {}, gap: false }

/**
 * Applies one message. An older revision than the one held is dropped. A skipped one marks the gap: a whole value is
 * taken all the same, while what came to a feed makes no sense without what came before.
 */
export function applyMessage(replica: Replica, message: FeedMessage): Replica {
  const held = replica.revisions[message.feed]
  if (held !== undefined && message.revision < held) return replica
  if ('change' in message) return grown(replica, message)
  return {
    values: { ...replica.values, [message.feed]: message.value },
    revisions: { ...replica.revisions, [message.feed]: message.revision },
    gap: replica.gap || (held !== undefined && message.revision > held + 1)
  }
}

type Grown = Extract<FeedMessage, { readonly change: FeedChanges[keyof FeedChanges] }>

function grown(replica: Replica, message: Grown): Replica {
  const { values, revisions } = replica
  const { feed, revision } = message
  const held = revisions[feed]
  // Without anything held the whole value is on its way, and already has this.
  if (values[feed] === undefined || held === undefined || revision === held) return replica
  if (revision > held + 1) return { ...replica, gap: true }
  return { ...replica, values: { ...values, ...after(values, message) }, revisions: { ...revisions, [feed]: revision } }
}

function after({ record, output }: Partial<Feeds>, message: Grown): Partial<Feeds> {
  if (message.feed === 'record') return record ? { record: recordWith(record, [message.change]) } : {}
  return output ? { output: outputWith(output, [message.change]) } : {}
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

/** A part of a feed; whoever shows it is left alone while that part is the same. */
export function useFeedPart<N extends FeedName, P>(feed: N, part: (value: Feeds[N]) => P): P | undefined {
  return useStore(feedStore, ({ values }) => {
    const value = values[feed] as Feeds[N] | undefined
    return value === undefined ? undefined : part(value)
  })
}

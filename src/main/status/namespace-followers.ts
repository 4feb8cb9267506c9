import type { KubeReader } from '../ports/kube.ts'
import { followWorkloads, type Workloads } from './follow-workloads.ts'

interface Follower {
  readonly workloads: () => Workloads
  readonly stop: AbortController
}

export interface NamespaceFollowersOptions {
  readonly reader: KubeReader
  readonly now: () => string
  readonly onChange: () => void
  readonly abort: AbortSignal
}

/** Those who follow the workloads of a namespace each, or one for all of them, whose key is empty. */
export function createNamespaceFollowers({ reader, now, onChange, abort }: NamespaceFollowersOptions) {
  const followers = new Map<string, Follower>()

  function follow(key: string): Follower {
    const stop = new AbortController()
    const until = AbortSignal.any([abort, stop.signal])
    const namespace = key === '' ? undefined : key
    const workloads = followWorkloads({ reader, namespace, now, onChange, abort: until })
    return { workloads, stop }
  }

  return {
    /** Follows these and no others; those that are followed already go on. */
    only(wanted: readonly string[]): void {
      for (const [key, { stop }] of followers) {
        if (wanted.includes(key)) continue
        stop.abort()
        followers.delete(key)
      }
      for (const key of wanted) if (!followers.has(key) && !abort.aborted) followers.set(key, follow(key))
    },
    together: (): Workloads | undefined => followers.get('')?.workloads(),
    /** By namespace; empty where all are followed together. */
    apart: (): ReadonlyMap<string, Workloads> =>
      new Map([...followers].flatMap(([key, { workloads }]) => (key === '' ? [] : [[key, workloads()] as const]))),
    of: (namespace: string): Workloads | undefined => (followers.get('') ?? followers.get(namespace))?.workloads()
  }
}

export type NamespaceFollowers = ReturnType<typeof createNamespaceFollowers>

import { setTimeout as delay } from 'node:timers/promises'
import type { FailureCode, FailureError } from '../../contract/index.ts'
import { numberAt } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import { apiAddress } from '../providers/kubernetes/api-address.ts'
import { readingLimits } from '../lib/reading-limits.ts'
import type { ApiPath, KubeReader, SpoiledObject, WatchEvent } from '../ports/kube.ts'
import type { Channel } from './channel.ts'
import { expectedAt } from './expected-kind.ts'
import { TransportError } from './http/transport-error.ts'
import { isTooLarge } from './reader.ts'
import { watchOnce } from './watch-once.ts'
import { isOlder, meansListAgain } from './watch-rules.ts'
import type { WatchFrame } from './watch-stream.ts'
import { outdatedMs, soonMs, troubleMs, type WatchTrouble } from './watch-waits.ts'

export interface WatchPorts {
  readonly channel: Channel
  /** One complete list, not retried inside. */
  readonly list: KubeReader['list']
  /** The version that the server has now, empty when it does not say; not retried inside. */
  readonly versionNow: (path: ApiPath, query: Readonly<Record<string, string>>, abort: AbortSignal) => Promise<string>
  /** Hears of each violation of the protocol that was survived; the text has what the server sent in it, bounded. */
  readonly onAnomaly: (what: string) => void
  readonly random?: () => number
}

/** A watch that lived this long was worth making: the next failure is the first one again. */
const healthyMs = 5_000

/** Nothing answered, or not the server: what answers again ends the waiting of all. */
const lostCodes: ReadonlySet<FailureCode> = new Set(['unreachable', 'timeout', 'tls'])

/** What is known is no longer to be gone on from; nothing is wrong with the server. */
class Outdated extends Error {}

/**
 * Lists, then watches, and lists again after what it cannot go on from, until `abort`. Events arrive in order.
 *
 * A watch is asked to end after some seconds. Its end in time, a bookmark and a change are what proves that nothing was
 * missed; a socket that nobody answers on proves nothing and is given up. After an end in time it goes on from the last
 * version. After everything else it lists again, as client-go does (tools/cache/reflector.go handleAnyWatch, watch),
 * and also where client-go would go on: what is no event may have been one that matters, so that what is known is no longer
 * the truth; and a server that was restored from a backup is silent to those who ask for a
 * version that it has yet to come to. A list is taken as it is, also one that is older than what was known.
 */
export async function runWatch(
  ports: WatchPorts,
  path: ApiPath,
  query: Readonly<Record<string, string>>,
  listener: (event: WatchEvent) => void,
  abort: AbortSignal
): Promise<void> {
  const { channel, random = Math.random } = ports
  const address = apiAddress('GET', path, true)
  const expected = expectedAt(path)
  let version: string | undefined
  let failures = 0
  /** Events since the last list that spoiled their object. */
  let spoiledEvents = 0
  let failingSince: string | undefined
  /** What is said of the link while it is lost. */
  let lost: Omit<Extract<WatchEvent, { readonly type: 'failing' }>, 'nextTryAt'> | undefined
  channel.link.onPlan((nextTryAt) => {
    if (lost) listener({ ...lost, nextTryAt })
  }, abort)

  const take = (frame: Exclude<WatchFrame, { readonly kind: 'anomaly' }>): void => {
    const at = channel.now()
    if (frame.kind === 'error') throw errorOf(frame.code, frame.text)
    if (frame.kind === 'bookmark') {
      version = frame.resourceVersion
      listener({ type: 'alive', at })
      return
    }
    if (frame.kind === 'spoiled') {
      version = frame.resourceVersion || version
      listener({ type: 'spoiled', spoiled: frame.spoiled, at })
      return
    }
    version = frame.object.metadata.resourceVersion || version
    listener({ type: frame.type, object: frame.object, at })
  }

  const errorOf = (status: number, body: string): Error => {
    if (meansListAgain(status, body)) return new Outdated()
    const patienceSeconds = numberAt(parsedJson(body), 'details', 'retryAfterSeconds')
    if (status === 429 && patienceSeconds !== null) channel.heed(String(patienceSeconds))
    return channel.refusal({ status, body }, address)
  }

  const onFrame = (frame: WatchFrame, host: string): void => {
    if (frame.kind === 'spoiled') spoiledEvents += 1
    const isMuch = spoiledEvents > readingLimits.spoiledObjects
    if (frame.kind === 'anomaly' || isMuch) {
      const what = frame.kind === 'anomaly' ? frame.what : 'too many events have objects that cannot be used'
      ports.onAnomaly(what)
      const text = `${host}: in a watch, ${what}; what it would have said is read as a list`
      throw new TransportError('malformed', 'maybe', text)
    }
    take(frame)
  }

  const onOpen = (): void => {
    if (failingSince !== undefined) listener({ type: 'resumed', at: channel.now() })
    failingSince = lost = undefined
  }

  /** To the end of one watch. @throws Outdated when what is known is not to be gone on from */
  const watchFrom = async (from: string): Promise<void> => {
    const of = { channel, path, query, expected, from, random, refusal: errorOf, onOpen, onFrame, abort }
    const { end, endedAt, livedMs, isInTime, heard } = await watchOnce(of)
    if (abort.aborted) return
    if (end === 'cutLine') ports.onAnomaly('a watch ended within a line')
    if (isInTime || livedMs > healthyMs) failures = 0
    if (end === 'silent') throw new Outdated()
    if (!isInTime && livedMs < 1_000) {
      if (!heard) throw new Outdated()
      // A server that ends each watch at once must not be asked in a tight loop.
      await pause(soonMs((failures += 1), random))
    }
    if (!isInTime || !heard) {
      if (isOlder(await ports.versionNow(path, query, abort), version)) throw new Outdated()
    }
    if (isInTime) listener({ type: 'alive', at: endedAt })
  }

  const pause = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal: abort }).catch(() => undefined)
  }

  while (!abort.aborted) {
    try {
      if (version === undefined) {
        // All pages are of the moment of the first one.
        const at = channel.now()
        let spoiled: readonly SpoiledObject[] = []
        const list = await ports.list(path, { query, abort, onSpoiled: (found) => (spoiled = found) })
        version = list.resourceVersion
        spoiledEvents = 0
        failingSince = lost = undefined
        listener({ type: 'sync', items: list.items, spoiled, at })
      }
      await watchFrom(version)
    } catch (error) {
      if (abort.aborted) return
      failures += 1
      // Once is quietly made good by the list; a server that does it again and again is said to.
      const isMalformed = error instanceof TransportError && error.kind === 'malformed'
      if (error instanceof Outdated || (isMalformed && failures === 1)) {
        version = undefined
        await pause(outdatedMs(failures, random))
        continue
      }
      const shown = channel.failureOf(error, address)
      const { code } = shown.failure
      // Whoever is refused a watch is not helped by a list.
      if (code !== 'rateLimited' && code !== 'forbidden' && code !== 'unauthorized') version = undefined
      const trouble = troubleOf(shown, isMalformed)
      const ownMs = Math.max(channel.patienceMs(), troubleMs(trouble, failures, channel.clock.speed, random))
      failingSince ??= channel.now()
      // How much there is, and what it says, says nothing about the link, nor does what one may see.
      if (trouble !== 'other') {
        const nextTryAt = new Date(channel.clock.now().getTime() + ownMs * channel.clock.speed).toISOString()
        listener({ type: 'failing', error: shown, sinceAt: failingSince, nextTryAt })
        await pause(ownMs)
        continue
      }
      const isLost = lostCodes.has(code)
      // What is planned now is told below.
      lost = undefined
      const { sinceAt, nextTryAt, waitMs } = channel.link.retried(shown.failure, ownMs)
      // A watch may fail while others are answered, and one that begins on a lost link was lost before it began.
      lost = { type: 'failing', error: shown, sinceAt: sinceAt < failingSince ? sinceAt : failingSince }
      listener({ ...lost, nextTryAt })
      // What the server itself says of a watch is not mended by its answers to others.
      await (isLost ? channel.link.wait(waitMs, abort) : pause(waitMs))
    }
  }
}

/** @param isMalformed what was thrown was no answer */
function troubleOf(error: FailureError, isMalformed: boolean): WatchTrouble {
  if (isTooLarge(error)) return 'large'
  if (error.cause instanceof TransportError && error.cause.kind === 'tooFast') return 'fast'
  if (isMalformed) return 'malformed'
  const { code } = error.failure
  return code === 'forbidden' || code === 'notFound' ? 'refused' : 'other'
}

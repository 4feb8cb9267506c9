import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { apiAddress } from '../providers/kubernetes/api-address.ts'
import type { ApiPath, KubeReader, WatchEvent } from '../ports/kube.ts'
import { backoffMs } from './backoff.ts'
import type { Channel } from './channel.ts'
import { decodeText } from './http/decode-json.ts'
import { targetOf } from './request-target.ts'
import { readFrames, type WatchFrame } from './watch-stream.ts'

export interface WatchPorts {
  readonly channel: Channel
  /** One complete list, not retried inside. */
  readonly list: KubeReader['list']
  /** Hears of each violation of the protocol that was survived. */
  readonly onAnomaly: (what: string) => void
  readonly random?: () => number
  /** Silence after which a watch is made anew, milliseconds; 90 s when left out. */
  readonly silentMs?: number
}

const healthyMs = 120_000
const firstBackoffMs = 800
const mostBackoffMs = 30_000

/** The server forgot the version that the watch would have gone on from. */
class Expired extends Error {}

/**
 * Lists, then watches, healing itself, until `abort`. After each break it goes on from the last version it was told;
 * when the server has forgotten that one it lists again. Events arrive in order.
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
  let version: string | undefined
  let failures = 0
  let failingSince: string | undefined

  const works = (): void => {
    failingSince = undefined
  }

  const take = (frame: WatchFrame): void => {
    const at = channel.now()
    if (frame.kind === 'anomaly') {
      ports.onAnomaly(frame.what)
      return
    }
    if (frame.kind === 'error') {
      if (frame.code === 410) throw new Expired()
      throw channel.refusal({ status: frame.code, body: frame.text }, address)
    }
    works()
    if (frame.kind === 'bookmark') {
      version = frame.resourceVersion
      listener({ type: 'alive', at })
      return
    }
    version = frame.object.metadata.resourceVersion || version
    listener({ type: frame.type, object: frame.object, at })
  }

  const watchOnce = async (from: string): Promise<void> => {
    const timeoutSeconds = String(300 + Math.floor(random() * 300))
    const open = await channel.open(
      {
        method: 'GET',
        target: targetOf({
          path,
          query: { ...query, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from, timeoutSeconds }
        }),
        headers: { accept: 'application/json' }
      },
      abort
    )
    if (open.status !== 200) {
      const body = await shortBody(open.stream)
      if (open.status === 410) throw new Expired()
      throw channel.refusal({ status: open.status, body }, address)
    }
    const startedMs = performance.now()
    if (failingSince !== undefined) listener({ type: 'alive', at: channel.now() })
    works()
    const end = await readFrames(open, take, ports.silentMs ?? 90_000, abort)
    if (end === 'cutLine') ports.onAnomaly('a watch ended within a line')
    const livedMs = performance.now() - startedMs
    if (livedMs > healthyMs) failures = 0
    // A server that ends each watch at once must not be asked in a tight loop.
    else if (livedMs < 1_000 && !abort.aborted)
      await pause(backoffMs((failures += 1), firstBackoffMs, mostBackoffMs, random))
  }

  const pause = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal: abort }).catch(() => undefined)
  }

  while (!abort.aborted) {
    try {
      if (version === undefined) {
        const list = await ports.list(path, { query, abort })
        version = list.resourceVersion
        works()
        listener({ type: 'sync', items: list.items, at: channel.now() })
      }
      await watchOnce(version)
    } catch (error) {
      if (abort.aborted) return
      failures += 1
      if (error instanceof Expired) {
        version = undefined
        // The first time it is only old; again and again it is the server.
        await pause(
          failures === 1 ? random() * firstBackoffMs : backoffMs(failures, firstBackoffMs, mostBackoffMs, random)
        )
        continue
      }
      const shown = channel.failureOf(error, address)
      const waitMs = backoffMs(failures, firstBackoffMs, mostBackoffMs, random)
      const nextTryAt = new Date(channel.clock.now().getTime() + waitMs * channel.clock.speed).toISOString()
      failingSince ??= channel.now()
      if (shown.failure.code !== 'forbidden' && shown.failure.code !== 'notFound')
        channel.link.failed(shown.failure, nextTryAt)
      listener({ type: 'failing', error: shown, sinceAt: failingSince, nextTryAt })
      await pause(waitMs)
    }
  }
}

/** Enough of a refusal to know its message. */
async function shortBody(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => stream.destroy(), 5_000)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > 65_536) break
    }
  } catch {
    // The status alone says what matters.
  } finally {
    clearTimeout(timer)
  }
  return decodeText({}, Buffer.concat(chunks))
}

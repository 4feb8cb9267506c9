import type { Readable } from 'node:stream'
import { gatherBytes } from '../lib/gathered-bytes.ts'
import type { ApiPath } from '../ports/kube.ts'
import type { Channel } from './channel.ts'
import type { Expected } from './expected-kind.ts'
import { decodeText } from './http/decode-json.ts'
import { targetOf } from './request-target.ts'
import { lifeSeconds } from './watch-rules.ts'
import { readFrames, type StreamEnd, type WatchFrame } from './watch-stream.ts'

/** A watch that should have ended this long ago is given up, be it silent or not. */
const graceMs = 4_000
const mostRefusalBytes = 131_072

export interface WatchOnceOptions {
  readonly channel: Channel
  readonly path: ApiPath
  readonly query: Readonly<Record<string, string>>
  readonly expected: Expected
  /** The version to go on from. */
  readonly from: string
  readonly random: () => number
  /** What a refusal is, as it is thrown. */
  readonly refusal: (status: number, text: string) => Error
  /** The server has taken it. */
  readonly onOpen: () => void
  /** Throws for what ends it; `host` is who said it. */
  readonly onFrame: (frame: WatchFrame, host: string) => void
  readonly abort: AbortSignal
}

/** How a watch ended. */
export interface EndedWatch {
  readonly end: StreamEnd
  /** By the server's clock, ISO. */
  readonly endedAt: string
  /** Real milliseconds. */
  readonly livedMs: number
  /** It ended by itself, and not before it was to. */
  readonly isInTime: boolean
  /** Something was said in it. */
  readonly heard: boolean
}

/** One watch to its end, which it is asked to have after some seconds. @throws the refusal, and what the channel and `onFrame` throw */
export async function watchOnce(options: WatchOnceOptions): Promise<EndedWatch> {
  const { channel, path, query, expected, from, abort } = options
  const seconds = lifeSeconds(channel.clock.speed, options.random)
  const open = await channel.open(
    {
      method: 'GET',
      target: targetOf({
        path,
        query: {
          ...query,
          watch: 'true',
          allowWatchBookmarks: 'true',
          resourceVersion: from,
          timeoutSeconds: String(seconds)
        }
      }),
      headers: { accept: 'application/json' }
    },
    abort
  )
  if (open.status !== 200) throw options.refusal(open.status, await shortBody(open.stream))
  options.onOpen()
  const startedMs = performance.now()
  let heard = false
  const end = await readFrames(
    open,
    (frame) => {
      options.onFrame(frame, open.host)
      heard = true
    },
    { expected, mostMs: seconds * 1000 + graceMs, abort }
  )
  const endedAt = channel.now()
  const livedMs = performance.now() - startedMs
  // Timers of two computers differ a little.
  return { end, endedAt, livedMs, isInTime: end === 'closed' && livedMs > seconds * 1000 - 500, heard }
}

/** Enough of a refusal to know its message. */
async function shortBody(stream: Readable): Promise<string> {
  const gathered = gatherBytes(mostRefusalBytes)
  const timer = setTimeout(() => stream.destroy(), 5_000)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (gathered.add(chunk) !== null) break
    }
  } catch {
    // The status alone says what matters.
  } finally {
    clearTimeout(timer)
  }
  return decodeText({}, gathered.take())
}

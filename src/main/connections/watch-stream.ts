import { isJsonObject, numberAt, stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { OpenAnswer } from './http/send-once.ts'
import { TransportError } from './http/transport-error.ts'
import { asKubeObject } from './kube-json.ts'
import { createLineSplitter } from './line-splitter.ts'

/** One line of a watch, checked. */
export type WatchFrame =
  | { readonly kind: 'change'; readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  | { readonly kind: 'error'; readonly code: number; readonly text: string }
  | { readonly kind: 'anomaly'; readonly what: string }

export type StreamEnd = 'closed' | 'silent' | 'cutLine'

const mostLineBytes = 4 * 1_048_576

/** kubernetes/apimachinery pkg/apis/meta/v1/watch.go WatchEvent. */
export function readFrame(line: Buffer): WatchFrame {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return { kind: 'anomaly', what: 'a line is not JSON' }
  }
  const type = stringAt(json, 'type')
  const object = isJsonObject(json) ? json['object'] : undefined
  if (!isJsonObject(object)) return { kind: 'anomaly', what: `an event of type "${type}" has no object` }
  if (type === 'ERROR') return { kind: 'error', code: numberAt(object, 'code') ?? 500, text: JSON.stringify(object) }
  if (type === 'BOOKMARK') {
    const resourceVersion = stringAt(object, 'metadata', 'resourceVersion')
    return resourceVersion === ''
      ? { kind: 'anomaly', what: 'a bookmark has no resourceVersion' }
      : { kind: 'bookmark', resourceVersion }
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED')
    return { kind: 'anomaly', what: `an event has the unknown type "${type.slice(0, 30)}"` }
  try {
    return { kind: 'change', type, object: asKubeObject(object) }
  } catch {
    return { kind: 'anomaly', what: `an event of type ${type} has an object without a name` }
  }
}

/**
 * Reads frames until the stream ends, is silent for `silentMs`, or `abort`. A line that was cut off by the end is
 * reported by how it ended; it is not a frame.
 * @throws TransportError when the connection breaks or a line is longer than 4 MiB; whatever `onFrame` throws.
 */
export function readFrames(
  open: OpenAnswer,
  onFrame: (frame: WatchFrame) => void,
  silentMs: number,
  abort: AbortSignal
): Promise<StreamEnd> {
  const { stream, host } = open
  const lines = createLineSplitter(mostLineBytes)
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(silence)
      abort.removeEventListener('abort', stop)
      stream.removeAllListeners('data')
      act()
      stream.destroy()
    }
    const stop = (): void => settle(() => resolve('closed'))
    const silence = setTimeout(() => settle(() => resolve('silent')), silentMs)
    if (abort.aborted) stop()
    abort.addEventListener('abort', stop, { once: true })
    stream.on('data', (chunk: Buffer) => {
      silence.refresh()
      try {
        for (const line of lines.push(chunk)) if (line.length > 0) onFrame(readFrame(line))
      } catch (error) {
        const shown =
          error instanceof RangeError ? new TransportError('tooLarge', 'maybe', `${host}: ${error.message}`) : error
        settle(() => reject(shown))
      }
    })
    stream.once('end', () => settle(() => resolve(lines.pending() > 0 ? 'cutLine' : 'closed')))
    stream.once('error', () =>
      settle(() => reject(new TransportError('broken', 'maybe', `${host}: the watch broke off`)))
    )
    stream.once('close', () => {
      if (!stream.complete) settle(() => reject(new TransportError('broken', 'maybe', `${host}: the watch broke off`)))
    })
  })
}

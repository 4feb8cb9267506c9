import { isJsonObject, numberAt, stringAt } from '../lib/json-access.ts'
import { parseJson } from '../lib/parse-json.ts'
import { readingLimits } from '../lib/reading-limits.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject, SpoiledObject } from '../ports/kube.ts'
import type { Expected } from './expected-kind.ts'
import type { OpenAnswer } from './http/send-once.ts'
import { TransportError } from './http/transport-error.ts'
import { asKubeObject, SpoiledError } from './kube-json.ts'
import { createLineSplitter } from './line-splitter.ts'
import { createWatchBudget } from './watch-budget.ts'

/** One line of a watch, checked. */
export type WatchFrame =
  | { readonly kind: 'change'; readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly kind: 'spoiled'; readonly spoiled: SpoiledObject; readonly resourceVersion: string }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  | { readonly kind: 'error'; readonly code: number; readonly text: string }
  | { readonly kind: 'anomaly'; readonly what: string }

/** `silent`: it did not end when it was asked to, whether or not it still sent something. */
export type StreamEnd = 'closed' | 'silent' | 'cutLine'

export interface FrameReading {
  readonly expected: Expected
  /** From now on, real milliseconds. */
  readonly mostMs: number
  readonly abort: AbortSignal
}

/** kubernetes/apimachinery pkg/apis/meta/v1/watch.go WatchEvent. */
export function readFrame(line: Buffer, expected: Expected): WatchFrame {
  let json: unknown
  try {
    json = parseJson(line, readingLimits.pageValues)
  } catch {
    return { kind: 'anomaly', what: 'a line is not JSON, or not to be read' }
  }
  const type = visibleText(stringAt(json, 'type'), 30)
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
    return { kind: 'anomaly', what: `an event has the unknown type "${type}"` }
  try {
    return { kind: 'change', type, object: asKubeObject(object, expected) }
  } catch (error) {
    const spoiled = error instanceof SpoiledError && type !== 'DELETED' ? placed(error.spoiled, expected) : null
    if (spoiled !== null)
      return { kind: 'spoiled', spoiled, resourceVersion: stringAt(object, 'metadata', 'resourceVersion') }
    return { kind: 'anomaly', what: `an event of type ${type} has another object than was asked for` }
  }
}

/** The object that an event spoils, where it says which one of those that are watched it is; null where it does not. */
function placed(spoiled: SpoiledObject, expected: Expected): SpoiledObject | null {
  const namespace = spoiled.namespace || expected.namespace
  const isThere = expected.namespace === '' || namespace === expected.namespace
  return spoiled.name !== '' && isThere ? { ...spoiled, namespace } : null
}

/**
 * Reads frames until the stream ends, is silent or goes on for `mostMs`, or `abort`. A line that was cut off by the end is
 * reported by how it ended; it is not a frame.
 * @throws TransportError when the connection breaks, a line is too long or the watch sends too much; whatever `onFrame`
 * throws.
 */
export function readFrames(
  open: OpenAnswer,
  onFrame: (frame: WatchFrame) => void,
  { expected, mostMs, abort }: FrameReading
): Promise<StreamEnd> {
  const { stream, host } = open
  const lines = createLineSplitter(readingLimits.eventBytes)
  const budget = createWatchBudget(host)
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(silence)
      abort.removeEventListener('abort', stop)
      stream.removeAllListeners('data')
      act()
      stream.destroy()
    }
    const stop = (): void => settle(() => resolve('closed'))
    const silence = setTimeout(() => settle(() => resolve('silent')), mostMs)
    if (abort.aborted) stop()
    abort.addEventListener('abort', stop, { once: true })
    stream.on('data', (chunk: Buffer) => {
      try {
        budget.takePiece()
        for (const line of lines.push(chunk)) {
          budget.take(line.length)
          if (line.length > 0) onFrame(readFrame(line, expected))
        }
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

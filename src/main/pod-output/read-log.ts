import type { OutputLine, OutputSource } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { ApiPath, KubeReader, ReadOptions } from '../ports/kube.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { readLogTail, type LogTail } from '../providers/kubernetes/read-log-tail.ts'
import { tailLines } from './choose-sources.ts'
import { cleanLine } from './clean-line.ts'

/** Bytes of one container; `kubectl logs` itself has no limit. */
export const mostLogBytes = 131_072

export interface LogRead {
  readonly source: OutputSource
  readonly lines: readonly OutputLine[]
}

export interface LogReading {
  readonly reader: KubeReader
  readonly namespace: string
  /** Only what was written after this, RFC 3339; null for the last lines. */
  readonly after: string | null
  readonly abort: AbortSignal
}

/**
 * Reads one container's log once. Never throws: what went wrong is in the source. The server takes `sinceTime` in whole
 * seconds (kubernetes staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go), so that lines of that second come again
 * and are left out here.
 */
export async function readLog(source: OutputSource, options: LogReading): Promise<LogRead> {
  const { reader, namespace, after, abort } = options
  const path = { group: '', version: 'v1', resource: 'pods', namespace, name: source.pod, subresource: 'log' }
  const asked: ReadOptions = {
    query: { container: source.container, timestamps: 'true', ...(source.previous ? { previous: 'true' } : {}) },
    accept: 'text/plain, */*',
    // The node answers, through the API server: a slow one is asked again by whoever looks.
    tries: 1,
    abort
  }
  try {
    const { text, isCut } = await (after === null
      ? readLogTail(
          reader,
          kubePath(path),
          { lines: tailLines, mostBytes: mostLogBytes },
          { ...asked, command: source.command }
        )
      : readAfter(reader, kubePath(path), after, asked))
    const all = text === '' ? [] : text.replace(/\n$/, '').split('\n')
    const lines = all.map((line): OutputLine => ({ source: source.id, ...cleanLine(line) }))
    const fresh = after === null ? lines : lines.filter((line) => isLater(line.at, after))
    return { source: { ...source, state: 'read', text: '', failure: null, isCut: source.isCut || isCut }, lines: fresh }
  } catch (error) {
    if (abort.aborted) return { source, lines: [] }
    const failure = asFailure(error)
    // `previous terminated container … not found` and the like: it is an answer, and there is nothing to read.
    const isNone = failure.address.status === 400 || failure.address.status === 404
    return {
      source: { ...source, state: isNone ? 'none' : 'failed', text: failure.message, failure: isNone ? null : failure },
      lines: []
    }
  }
}

/** What was written since: what is followed is one command, that was logged when it began. */
async function readAfter(reader: KubeReader, path: ApiPath, after: string, asked: ReadOptions): Promise<LogTail> {
  const query = { ...asked.query, limitBytes: String(mostLogBytes), sinceTime: `${after.slice(0, 19)}Z` }
  const { body } = await reader.raw(path, { ...asked, query })
  return { text: body, isCut: Buffer.byteLength(body) >= mostLogBytes }
}

/** Times of different precision, to the nanosecond. */
function isLater(a: string, b: string): boolean {
  return comparable(a) > comparable(b)
}

function comparable(at: string): string {
  const [seconds = '', fraction = ''] = at.replace(/Z$/, '').split('.')
  return `${seconds}.${fraction.padEnd(9, '0')}`
}

import { isDeepStrictEqual } from 'node:util'
import type { RecordedExchange } from './recording.ts'
import { normalise } from './normalise.ts'
import type { Replayed } from './replay.ts'

/**
 * A place where the drill is allowed to differ, and why. What is still compared:
 * `refused` that the answer is an error with this message; `served` that everything answered was recorded;
 * `cut` the beginning and the length; `beginning` the beginning; `events` the first and the last, and which
 * types there are; `paths` everything but these paths; `more` the same, and that what was recorded at these paths was
 * answered as well, except what `differs`.
 */
export interface Exception {
  readonly exchanges: readonly number[]
  readonly treatment: 'refused' | 'served' | 'cut' | 'beginning' | 'paths' | 'more' | 'events'
  /** For 'paths' and 'more': what is left out on both sides; `*` is one step, a leading `**` any number. */
  readonly paths?: readonly string[]
  /** For 'more', in the notation of paths. */
  readonly differs?: readonly string[]
  /** For 'refused'. */
  readonly message?: string
  readonly reason: string
}

/** A body as JSON, as lines of JSON, or as the text it is. */
export function parseAnswer(body: string): unknown {
  for (const read of [readJson, readLines]) {
    try {
      return read(body)
    } catch {
      // The next reader may understand it.
    }
  }
  return body
}

const readJson = (body: string): unknown => JSON.parse(body) as unknown
const readLines = (body: string): unknown => body.trim().split('\n').map(readJson)

/** Every difference between a recorded answer and the drill's; empty when they agree. */
export function differences(
  exchange: RecordedExchange,
  answer: Replayed,
  exception: Exception | undefined
): readonly string[] {
  if (exception?.treatment === 'refused') return refusalDifferences(answer, exception)
  const { status, headers, body = '' } = exchange.response
  const found: string[] = []
  if (answer.status !== status)
    found.push(`status: ${status} recorded, ${answer.status} answered: ${answer.body.slice(0, 300)}`)
  for (const header of ['content-type', 'warning']) {
    const [recorded, actual] = [headers[header] ?? '', String(answer.headers[header] ?? '')]
    if (recorded !== actual) found.push(`${header}: ${recorded} recorded, ${actual} answered`)
  }
  if (exception?.treatment === 'cut') return [...found, ...cutDifferences(body, answer.body)]
  if (exception?.treatment === 'beginning') return [...found, ...beginningDifferences(body, answer.body)]
  const [recorded, actual] = [normalise(parseAnswer(body)), normalise(parseAnswer(answer.body))]
  switch (exception?.treatment) {
    case 'served':
      subset(recorded, actual, '', found)
      break
    case 'events':
      compare(ends(recorded), ends(actual), '', found)
      break
    case 'more':
      subset(without(actual, exception.differs), without(recorded, exception.differs), '', found)
      compare(without(recorded, exception.paths), without(actual, exception.paths), '', found)
      break
    default:
      compare(without(recorded, exception?.paths), without(actual, exception?.paths), '', found)
  }
  return found
}

function refusalDifferences({ status, body }: Replayed, { message = '' }: Exception): readonly string[] {
  return status >= 400 && body.includes(message) ? [] : [`status ${status}: ${body.slice(0, 300)}`]
}

/** Long bodies end in `…(N characters)` in the recording. */
function readCut(recorded: string): { readonly beginning: string; readonly length: number } {
  const cut = /^(.*)…\((\d+) characters\)\s*$/s.exec(recorded)
  return { beginning: cut?.[1] ?? 'the recorded body is not cut', length: Number(cut?.[2]) }
}

function cutDifferences(recorded: string, actual: string): readonly string[] {
  const { beginning, length } = readCut(recorded)
  const same = actual.startsWith(beginning) && actual.trimEnd().length === length
  return same ? [] : [`body of ${actual.trimEnd().length} characters, ${length} recorded`]
}

function beginningDifferences(recorded: string, actual: string): readonly string[] {
  const plain = (text: string): string => text.replace(/"resourceVersion":"\d+"/, '"resourceVersion":"<rv>"')
  const beginning = plain(readCut(recorded).beginning)
  return plain(actual).startsWith(beginning) ? [] : [`begins with ${actual.slice(0, beginning.length)}`]
}

function ends(value: unknown): unknown {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const types = new Set(list.map((event) => (event as { readonly type?: string }).type))
  return { first: list[0], last: list.at(-1), types: [...types].toSorted((a = '', b = '') => (a < b ? -1 : 1)) }
}

function compare(recorded: unknown, actual: unknown, path: string, found: string[]): void {
  if (isDeepStrictEqual(recorded, actual)) return
  if (isContainer(recorded) && isContainer(actual) && Array.isArray(recorded) === Array.isArray(actual)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(actual)])) {
      compare(recorded[key], actual[key], `${path}.${key}`, found)
    }
    return
  }
  found.push(`${path}: ${short(recorded)} recorded, ${short(actual)} answered`)
}

/** Everything in the second value is in the first; list members are found by their name. */
function subset(whole: unknown, part: unknown, path: string, found: string[]): void {
  if (Array.isArray(part) && Array.isArray(whole)) {
    for (const item of part) {
      const name = nameOf(item)
      const twins = whole.filter((one) => nameOf(one) === name)
      const trials = (twins.length === 0 ? [undefined] : twins).map((twin: unknown) => {
        const missing: string[] = []
        subset(twin, item, `${path}[${name}]`, missing)
        return missing
      })
      if (!trials.some((missing) => missing.length === 0)) found.push(...(trials[0] ?? []))
    }
  } else if (isContainer(part) && isContainer(whole) && !Array.isArray(part)) {
    for (const [key, child] of Object.entries(part)) subset(whole[key], child, `${path}.${key}`, found)
  } else if (!isDeepStrictEqual(whole, part)) found.push(`${path}: ${short(part)} is not in ${short(whole)}`)
}

function nameOf(item: unknown): string {
  if (!isContainer(item)) return String(item)
  const metadata = isContainer(item['metadata']) ? item['metadata'] : {}
  const names = [item['resource'], item['subresource'], item['name'], item['version'], metadata['name'], item['type']]
  return names.find((name) => typeof name === 'string') ?? ''
}

function without(value: unknown, paths: readonly string[] = []): unknown {
  const steps = paths.map((path) => path.split('.'))
  // Once more, because lists are in the order of what is left of their items.
  return normalise(prune(value, steps))
}

function prune(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.length === 0 || !isContainer(value)) return value
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const below = paths.flatMap((path) => {
      if (path[0] === '**') return path[1] === key ? [path, path.slice(2)] : [path]
      return path[0] === key || path[0] === '*' ? [path.slice(1)] : []
    })
    return below.some((path) => path.length === 0) ? [] : [[key, prune(child, below)] as const]
  })
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function short(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200)
}

import { asFailure } from '../../contract/index.ts'
import { longestText, mostFiles, mostLeftOut } from './manifest.ts'

/** Something that is kept as one file. */
export interface EvidenceSource {
  /** Below the folder: small letters, digits, dots and dashes, with at most one folder. */
  readonly path: string
  readonly command: string
  /** @throws FailureError when it cannot be had */
  readonly read: (abort: AbortSignal) => string | Promise<string>
}

export interface CollectedFile {
  readonly path: string
  readonly command: string
  readonly text: string
}

export interface Collected {
  readonly files: readonly CollectedFile[]
  readonly leftOut: readonly string[]
}

/** Of one file, and of all together, characters. */
const mostOfOne = 1_048_576
const mostOfAll = 16_777_216
/** Reads at the same time. */
const atOnce = 4

/**
 * Reads all sources, in their order of importance, and ends when its time is over: what has not been read by then is left
 * out and named. Of what is too long the end is kept, which is the newest of a log. Never throws.
 * @param deadlineMs real milliseconds
 * @param ending ends it before
 */
export async function collectEvidence(
  sources: readonly EvidenceSource[],
  deadlineMs: number,
  ending?: AbortSignal
): Promise<Collected> {
  const late = AbortSignal.timeout(deadlineMs)
  const abort = ending ? AbortSignal.any([late, ending]) : late
  const found = new Map<string, CollectedFile>()
  const leftOut = new Map<string, string>()
  const [waiting, tooMany] = firstOf(sources)
  for (const { path } of tooMany)
    leftOut.set(path, `${path}: there is another file of that name, or there are too many.`)
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { path, command, read } = next
      if (abort.aborted) {
        leftOut.set(path, `${path}: there was no time for it.`)
        continue
      }
      try {
        const text = await Promise.race([read(abort), endOf(abort)])
        if (text.length > mostOfOne) leftOut.set(path, `${path}: its first ${text.length - mostOfOne} characters.`)
        found.set(path, { path, command, text: text.slice(-mostOfOne) })
      } catch (error) {
        const why = abort.aborted ? 'there was no time for it' : asFailure(error).message.replace(/[.\s]+$/, '')
        leftOut.set(path, `${path}: ${why}.`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return withinBudget(
    [...new Set(sources.map(({ path }) => path))].flatMap((path) => found.get(path) ?? []),
    [...new Set(sources.map(({ path }) => path))].flatMap((path) => leftOut.get(path) ?? [])
  )
}

/** Those that are read, and the rest: names of pods and containers, and how many there are, come from a cluster. */
function firstOf(sources: readonly EvidenceSource[]): readonly [EvidenceSource[], readonly EvidenceSource[]] {
  const first: EvidenceSource[] = []
  const rest: EvidenceSource[] = []
  const taken = new Set<string>()
  for (const source of sources) {
    const fits = first.length < mostFiles && !taken.has(source.path)
    ;(fits ? first : rest).push(source)
    taken.add(source.path)
  }
  return [first, rest]
}

function withinBudget(files: readonly CollectedFile[], leftOut: readonly string[]): Collected {
  let left = mostOfAll
  const kept: CollectedFile[] = []
  const more: string[] = []
  for (const file of files) {
    if (file.text.length > left) {
      more.push(`${file.path}: there was no room for it.`)
      continue
    }
    left -= file.text.length
    kept.push(file)
  }
  const all = [...leftOut, ...more].map((text) => text.slice(0, longestText))
  const rest = all.length - mostLeftOut
  return { files: kept, leftOut: rest > 0 ? [...all.slice(0, mostLeftOut - 1), `${rest + 1} more.`] : all }
}

function endOf(abort: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    abort.addEventListener('abort', () => reject(new Error('there was no time for it')), { once: true })
  })
}

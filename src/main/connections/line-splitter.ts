import { gatherBytes } from '../lib/gathered-bytes.ts'
import { inMiB } from '../lib/reading-limits.ts'

/** Cuts a byte stream into lines. Bytes, so that a character split across chunks stays whole. */
export interface LineSplitter {
  /**
   * The lines that this chunk completes, without their line ends. @throws RangeError when a line is too long, or comes in too many
   * pieces for what is in it
   */
  push(chunk: Buffer): readonly Buffer[]
  /** Bytes of the line that has not ended yet. */
  pending(): number
}

export function createLineSplitter(mostBytes: number): LineSplitter {
  const begun = gatherBytes(mostBytes)
  const keep = (part: Buffer): void => {
    const refused = begun.add(part)
    if (refused === 'tooManyPieces') throw new RangeError('a line comes in too many small pieces')
    if (refused !== null) throw new RangeError(`a line is longer than ${inMiB(mostBytes)}`)
  }
  return {
    push(chunk) {
      const lines: Buffer[] = []
      let start = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        keep(chunk.subarray(start, end))
        lines.push(begun.take())
        start = end + 1
      }
      if (start < chunk.length) keep(chunk.subarray(start))
      return lines
    },
    pending: () => begun.length()
  }
}

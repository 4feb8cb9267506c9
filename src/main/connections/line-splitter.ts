import { inMiB } from '../lib/reading-limits.ts'

/** Cuts a byte stream into lines. Bytes, so that a character split across chunks stays whole. */
export interface LineSplitter {
  /** The lines that this chunk completes, without their line ends. @throws RangeError when a line is too long. */
  push(chunk: Buffer): readonly Buffer[]
  /** Bytes of the line that has not ended yet. */
  pending(): number
}

export function createLineSplitter(mostBytes: number): LineSplitter {
  let parts: Buffer[] = []
  let bytes = 0
  const keep = (part: Buffer): void => {
    bytes += part.length
    if (bytes > mostBytes) throw new RangeError(`a line is longer than ${inMiB(mostBytes)}`)
    parts.push(part)
  }
  return {
    push(chunk) {
      const lines: Buffer[] = []
      let start = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        keep(chunk.subarray(start, end))
        lines.push(Buffer.concat(parts))
        parts = []
        bytes = 0
        start = end + 1
      }
      if (start < chunk.length) keep(chunk.subarray(start))
      return lines
    },
    pending: () => bytes
  }
}

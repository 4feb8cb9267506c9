import { setImmediate as nextTurn } from 'node:timers/promises'
import { parsedJson } from '../lib/parsed-json.ts'
import { asAnchor, type Anchor } from './anchor.ts'

/** So many heads are taken in at most: each vouches for every record before it, so that the newest say all. */
export const mostHeads = 2_000
/** A head takes some 170 bytes. */
const longestHead = 512
const newline = 0x0a
const headBegins = '{"jid"'
/** Heads that are read between two turns for everybody else. */
const turnHeads = 500

/**
 * The newest heads of a file of them, oldest first, whatever else it holds: what is no head costs a look at its bytes, and
 * what looks like one is counted. Looks from the end, and gives everybody else a turn now and then.
 */
export async function newestHeads(bytes: Buffer): Promise<readonly Anchor[]> {
  const found: Anchor[] = []
  let looked = 0
  for (const line of linesFromEnd(bytes)) {
    if (looked === mostHeads) break
    looked += 1
    const anchor = parseAnchor(line)
    if (anchor) found.push(anchor)
    if (looked % turnHeads === 0) await nextTurn()
  }
  return found.reverse()
}

/** Lines that may be heads, the last one first. */
function* linesFromEnd(bytes: Buffer): Generator<string> {
  let end = bytes.length
  for (let at = end - 1; at >= -1; at -= 1) {
    if (at >= 0 && bytes[at] !== newline) continue
    const start = at + 1
    const length = end - start
    end = at
    if (length <= headBegins.length || length > longestHead) continue
    if (bytes.toString('latin1', start, start + headBegins.length) !== headBegins) continue
    yield bytes.toString('utf8', start, start + length)
  }
}

/** A head as it was written down; undefined for anything else, also for a torn last line: that is one anchor less. */
function parseAnchor(line: string): Anchor | undefined {
  return asAnchor(parsedJson(line))
}

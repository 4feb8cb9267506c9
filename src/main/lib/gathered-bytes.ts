/** Why nothing more is taken: `tooLong`, or in too many pieces for so few bytes. */
type GatherRefusal = 'tooLong' | 'tooManyPieces'

/** Bytes that come in pieces, copied into one buffer as they come. */
export interface GatheredBytes {
  /** Null once the piece is taken; a piece that is refused is not kept, and what was taken stays. */
  add(piece: Buffer): GatherRefusal | null
  /** Bytes so far. */
  length(): number
  /** What came so far, as a view that the next piece may write behind. */
  whole(): Buffer
  /** The same, and begins anew with nothing. */
  take(): Buffer
}

/**
 * A piece costs the processor as much as some hundred bytes, and kept by itself it costs memory as much: who sends single bytes, as
 * chunks of HTTP, records of TLS or writes to a pipe, holds main with a few megabytes. So many pieces are taken whatever is in
 * them, and one more for each so many bytes: networks cut at about 1,400.
 */
const piecesWhatever = 10_000
const bytesAPiece = 128

const firstBytes = 4_096

/** @param mostBytes in all, until they are taken */
export function gatherBytes(mostBytes: number): GatheredBytes {
  let held = Buffer.alloc(0)
  let bytes = 0
  let pieces = 0
  const makeRoom = (wanted: number): void => {
    if (wanted <= held.length) return
    const grown = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(wanted, held.length * 2, firstBytes)))
    held.copy(grown, 0, 0, bytes)
    held = grown
  }
  return {
    add(piece) {
      const after = bytes + piece.length
      if (after > mostBytes) return 'tooLong'
      if (pieces >= piecesWhatever + after / bytesAPiece) return 'tooManyPieces'
      makeRoom(after)
      piece.copy(held, bytes)
      bytes = after
      pieces += 1
      return null
    },
    length: () => bytes,
    whole: () => held.subarray(0, bytes),
    take() {
      const taken = held.subarray(0, bytes)
      held = Buffer.alloc(0)
      bytes = pieces = 0
      return taken
    }
  }
}

import type { DiffLine } from '../../../contract/index.ts'

/** How many things differ: a line that was replaced is one of them, and not one removed and one added. */
export function countChanges(lines: readonly DiffLine[]): number {
  let total = 0
  let removed = 0
  let added = 0
  for (const { kind } of [...lines, { kind: 'same' }]) {
    if (kind === 'removed') removed += 1
    else if (kind === 'added') added += 1
    else {
      total += Math.max(removed, added)
      removed = added = 0
    }
  }
  return total
}

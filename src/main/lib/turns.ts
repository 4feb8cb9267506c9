/** Does the work when it is its turn. @throws what the work throws. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Work of many, at most so many at once; whoever comes first begins first. A failure of one holds nobody up. */
export function createTurns(atOnce: number): InTurn {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((begin) => waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place goes on to the next one without being free in between.
      if (next) next()
      else free += 1
    }
  }
}

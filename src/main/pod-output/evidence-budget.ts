/**
 * What one start may keep of logs and events, characters. The journal is read whole at each start and not above 256 MiB; a
 * person who keeps everything of a few incidents stays far below, and a page that was taken over would fill the disk.
 */
export const mostEvidence = 33_554_432

/** How much may still be kept, whichever service it is of. */
export interface EvidenceBudget {
  left(): number
  spend(characters: number): void
}

export function createEvidenceBudget(most: number = mostEvidence): EvidenceBudget {
  let spent = 0
  return {
    left: () => Math.max(0, most - spent),
    spend: (characters) => void (spent += characters)
  }
}

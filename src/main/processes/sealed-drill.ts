/** What the host adds to the drill's start and keeps of its ready line, so that the console learns neither. */
export interface SealedDrill {
  /** Command line that only the drill's process sees: which scenario is played, and its seed. */
  readonly args: readonly string[]
  /** A message of the drill as the console may see it: without the address of the drill's own count. */
  readonly open: (message: unknown) => unknown
}

const open: SealedDrill = { args: [], open: (message) => message }

/** The seal of the drill; every other program is heard as it is. */
export function sealOf(program: string, drill: SealedDrill | undefined): SealedDrill {
  return program === 'drill' && drill !== undefined ? drill : open
}

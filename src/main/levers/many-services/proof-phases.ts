/** Id of the line of the proof that is about all services. No name of a Deployment has a space. */
export const wholeId = 'all of them'

/** Id of a service's line of the proof, and name of its check. */
export const proofPhaseOf = (name: string): string => `proof ${name}`

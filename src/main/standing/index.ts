export { gatherStandings } from './gather-standings.ts'
export { markAgain } from './mark-again.ts'

export { gatherStandings } from './gather-standings.ts'

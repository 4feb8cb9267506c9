export { gatherStandings, type PastErrors, type PastRates } from './gather-standings.ts'

export { watchForJumps } from './clock-jumps.ts'
export { closedJournal } from './closed-journal.ts'
export { openJournal } from './open-journal.ts'
export { joinSegments } from './segments.ts'

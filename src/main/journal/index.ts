export { watchForJumps } from './clock-jumps.ts'
export { openIntents } from './open-intents.ts'
export { openJournal } from './open-journal.ts'
export { joinSegments } from './segments.ts'

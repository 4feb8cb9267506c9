export { commandsOf } from './commands.ts'
export { renderReport } from './render-report.ts'
export { timelineOf } from './timeline.ts'

export { commandsOf } from './commands.ts'
export { renderReport, type ReportInput } from './render-report.ts'
export { timelineOf } from './timeline.ts'

export { createCommandLog } from './command-log.ts'
export { renderReport } from './render-report.ts'
export { timelineEntry } from './timeline.ts'

export { foldRun, runOf } from './fold-run.ts'
export { withLive, type LiveEvent } from './live-run.ts'
export { recordedIntent } from './recorded-intent.ts'
export { createRunIndex, type OpenIntent, type RunIndex } from './run-index.ts'

export { foldRun, runOf } from './fold-run.ts'
export { afterRecord, nothingSeen, seeing, withLive, type LiveEvent } from './live-run.ts'
export { recordedIntent, recordedMutation, targetIn } from './recorded-intent.ts'
export { createRunIndex, type OpenIntent, type RecordedRun, type RunIndex } from './run-index.ts'
